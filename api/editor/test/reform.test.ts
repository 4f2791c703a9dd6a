import assert from "node:assert/strict";
import { test } from "node:test";
import { signed } from "../src/map/reform-bar";
import { choose } from "../src/map/pick";
import type { Colours } from "../src/map/tile-layers";
import { legendOf, tileUrl } from "../src/map/tile-layers";
import type { LayerConfig, LegendConfig, PageConfig } from "../src/page/config";

const legend = (name: string): LegendConfig => ({
  name, title: name, attribute: null, type: "category", items: [],
});
const REFORM: LayerConfig = {
  name: "reform", title: "", geometry: "polygon", minzoom: 11, maxzoom: 20,
  legends: [legend("reform_percent"), legend("reform_baht")], visible: true,
};
const COLOURS: Colours = { style: "tax", reformBy: "baht", reform: true };

test("a difference shows its sign, nothing shows none", () => {
  assert.deepEqual(["1250.00", "-30.00", "0.00"].map(signed), ["+1,250.00", "−30.00", "0.00"]);
});

test("a reform is coloured by what the person chose", () => {
  assert.equal(legendOf(REFORM, COLOURS)?.name, "reform_baht");
  assert.equal(legendOf(REFORM, { ...COLOURS, reformBy: "percent" })?.name, "reform_percent");
});

test("tiles of a reform name it, others do not", () => {
  const config = { reform: { id: 7 } } as unknown as PageConfig;
  assert.match(tileUrl("reform", 2569, config), /&reform=7$/);
  assert.doesNotMatch(tileUrl("parcels", 2569, config), /reform=/);
});

test("a click on a coloured parcel opens it although the parcels are off", () => {
  const hit = { layer: "reform", isSign: false, at: null, get: (name: string) => (name === "code" ? "01A001" : null) };
  assert.deepEqual(choose([hit]), { kind: "parcel", code: "01A001", tab: null });
});
