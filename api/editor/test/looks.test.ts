import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { clusterGaps } from "../src/map/gap-clusters";
import { findLook, isBlank } from "../src/map/looks";
import { inked, paletteFor, withOpacity } from "../src/map/palette";
import { isPattern } from "../src/map/patterns";
import type { LegendConfig } from "../src/page/config";
import { ICONS } from "../src/page/icons";

const STYLES = join(process.cwd(), "..", "..", "layers", "styles");

function readStyle(name: string): LegendConfig {
  return JSON.parse(readFileSync(join(STYLES, name), "utf8")) as LegendConfig;
}

test("every icon and pattern of the style files can be drawn", () => {
  const files = readdirSync(STYLES).filter((name) => name.endsWith(".json"));
  assert.ok(files.length > 5);
  for (const file of files) {
    for (const { icon, pattern } of readStyle(file).items) {
      assert.ok(icon === undefined || icon in ICONS, `${file}: icon ${icon}`);
      assert.ok(pattern === undefined || isPattern(pattern), `${file}: pattern ${pattern}`);
    }
  }
});

test("a class of a ramp begins at its lower end", () => {
  const ramp = readStyle("tax_per_wa.json");
  assert.equal(findLook(ramp, 0).from, 0);
  assert.equal(findLook(ramp, 0.99).from, 0);
  assert.equal(findLook(ramp, 1).from, 1);
  assert.equal(findLook(ramp, 1e9).from, 200);
});

test("what has no tax is painted as unknown, never as no tax", () => {
  const ramp = readStyle("tax_per_wa.json");
  for (const value of [null, undefined, Number.NaN, "12"]) {
    assert.equal(isBlank(findLook(ramp, value)), true);
  }
  assert.equal(isBlank(findLook(ramp, 0)), false);
});

test("a use has its own look and an unheard one the last", () => {
  const use = readStyle("use.json");
  assert.equal(findLook(use, "vacant").pattern, "hatch");
  assert.equal(findLook(use, "spaceport").value, "unknown");
  assert.equal(findLook(use, undefined).value, "unknown");
});

test("greys follow the ground and colours stay", () => {
  assert.equal(inked("#1A1A1A", paletteFor(true)), paletteFor(true).line);
  assert.equal(inked("#1A1A1A", paletteFor(false)), paletteFor(false).line);
  assert.equal(inked("#0072B2", paletteFor(true)), "#0072B2");
  assert.equal(withOpacity("#0072B2", 0.5), "rgba(0, 114, 178, 0.5)");
});

test("gaps near each other become one, and no baht is lost", () => {
  const at = (id: number, x: number, y: number, baht: number) =>
    ({ id, kind: `kind${id}`, baht, count: 1, x, y });
  const gathered = clusterGaps([at(1, 10, 10, 5), at(2, 30, 10, 7), at(3, 150, 10, 100)], 100);
  assert.deepEqual(gathered, [
    at(3, 150, 10, 100),
    { id: 2, kind: "kind2", baht: 12, count: 2, x: 20, y: 10 },
  ]);
});
