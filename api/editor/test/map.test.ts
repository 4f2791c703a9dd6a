import assert from "node:assert/strict";
import { test } from "node:test";
import { shift } from "../src/map/camera";
import { coarsestResolution, levelOf, makeTileGrid, resolutionAt } from "../src/map/grid";
import { fits } from "../src/map/labels";
import { choose } from "../src/map/pick";
import { largestPieces } from "../src/map/pieces";
import { barLabel, resolutionOfScale, scaleBar, scaleOf } from "../src/map/scale";

const GRID = { origin: [500000 - 8388608, 12000000], size: 16777216 } as const;

test("the tile grid starts top left and halves with each level", () => {
  const grid = makeTileGrid(GRID, 0, 16);
  assert.deepEqual(grid.getTileCoordExtent([0, 0, 0]), [-7888608, -4777216, 8888608, 12000000]);
  const [west = 0, south = 0, east = 0, north = 0] = grid.getTileCoordExtent([14, 7967, 9943]);
  assert.equal(east - west, 1024);
  assert.equal(north - south, 1024);
  assert.equal(west, 500000 - 8388608 + 7967 * 1024);
  assert.equal(north, 12000000 - 9943 * 1024);
});

test("levels of the view are those of the grid with 256-pixel tiles", () => {
  assert.equal(resolutionAt(0, GRID), 65536);
  assert.equal(resolutionAt(16, GRID), 1);
  assert.equal(levelOf(0.25, GRID), 18);
  assert.equal(coarsestResolution(GRID, 11), 32);
});

test("the scale of one metre a pixel is 1:3,800", () => {
  assert.equal(scaleOf(1), 3800);
  assert.ok(Math.abs(scaleOf(resolutionOfScale(1000)) - 1000) < 1);
});

test("the scale bar is a round length that fits", () => {
  for (const resolution of [0.02, 0.31, 1, 7.7, 64]) {
    const { metres, px } = scaleBar(resolution, 110);
    assert.ok(px <= 110 && px > 110 / 2.6, `${px}`);
    assert.match(String(metres).replace(/[0.]/g, ""), /^[125]$/);
  }
  assert.equal(barLabel(2000, true), "2 กม.");
  assert.equal(barLabel(50, false), "50 m");
});

test("a label goes to the largest piece of a cut parcel", () => {
  const piece = (code: string, extent: number[]) => ({
    code,
    getGeometry: () => ({ getExtent: () => extent }),
    get: (name: string) => (name === "code" ? code : undefined),
  });
  const small = piece("01A001", [0, 0, 1, 1]);
  const large = piece("01A001", [0, 0, 5, 5]);
  const other = piece("01A002", [9, 9, 10, 10]);
  const best = largestPieces([small, large, other], "code");
  assert.equal(best.get("01A001"), large);
  assert.equal(best.size, 2);
});

test("a label that is wider than its parcel is left out", () => {
  assert.equal(fits(6, 1, { width: 20, height: 20 }, 0.25), true);
  assert.equal(fits(6, 1, { width: 8, height: 20 }, 0.25), false);
  assert.equal(fits(6, 2, { width: 20, height: 5 }, 0.25), false);
});

const hit = (layer: string, attributes: Record<string, unknown>, isSign = false) => ({
  layer,
  isSign,
  at: isSign ? ([3, 4] as const) : null,
  get: (name: string) => attributes[name],
});

test("a click on a gap's sign opens the gap, on its area the parcel", () => {
  const parcel = hit("parcels", { code: "01A001" });
  const area = hit("gaps", { id: 7 });
  const sign = hit("gaps", { id: 8 }, true);
  assert.deepEqual(choose([parcel, area, sign]), { kind: "gap", id: 8 });
  assert.deepEqual(choose([parcel, area]), { kind: "parcel", code: "01A001", tab: null });
  assert.deepEqual(choose([area]), { kind: "gap", id: 7 });
  assert.equal(choose([]), null);
});

test("a click on a mark of several gaps goes nearer", () => {
  const cluster = hit("gaps", { id: 8, count: 12 }, true);
  assert.deepEqual(choose([cluster]), { kind: "cluster", at: [3, 4] });
});

test("a click on parcels melted together, which have no code, opens nothing", () => {
  assert.equal(choose([hit("parcels", { code: null, use: "vacant" })]), null);
});

test("a click on a sign opens the signs of its parcel", () => {
  const hits = [hit("signs", { code: "S1" }, true), hit("parcels", { code: "01A001" })];
  assert.deepEqual(choose(hits), { kind: "parcel", code: "01A001", tab: "signs" });
});

test("what is out of sight is brought in, and no further", () => {
  assert.equal(shift(0, 10, -20, 50, 5), 0);
  assert.equal(shift(60, 70, 0, 50, 5), 25);
  assert.equal(shift(-60, -50, 0, 50, 5), -65);
  assert.equal(shift(40, 200, 0, 50, 5), 35);
});
