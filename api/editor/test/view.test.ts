import assert from "node:assert/strict";
import { test } from "node:test";
import type { ViewDefaults, ViewState } from "../src/view/state";
import { initialState, parseView, viewQuery } from "../src/view/state";

const DEFAULTS: ViewDefaults = {
  layers: ["boundary", "blocks", "parcels", "gaps"],
  year: 2569,
  years: [2568, 2569],
  reform: 7,
};

test("a view survives its address", () => {
  const view: ViewState = {
    place: { x: 268340.5, y: 1818020.2, z: 16.25 },
    layers: ["parcels", "signs"],
    style: "tax",
    parcel: "01A001/002",
    gap: 42,
    year: 2568,
    list: "gaps",
    gapKind: "unassessed",
    reform: 7,
    reformBy: "baht",
  };
  assert.deepEqual(parseView(viewQuery(view, DEFAULTS), DEFAULTS), view);
});

test("an address without a query is the first view", () => {
  assert.deepEqual(parseView("", DEFAULTS), initialState(DEFAULTS));
});

test("the year always stands in the address", () => {
  assert.equal(viewQuery(initialState(DEFAULTS), DEFAULTS), "?year=2569");
});

test("turning every layer off is not the same as saying nothing", () => {
  const none = { ...initialState(DEFAULTS), layers: [] };
  assert.deepEqual(parseView(viewQuery(none, DEFAULTS), DEFAULTS).layers, []);
});

test("an address shows only the reform that the page was opened with", () => {
  assert.equal(parseView("?reform=7&by=baht", DEFAULTS).reform, 7);
  assert.equal(parseView("?reform=8", DEFAULTS).reform, null);
  assert.equal(parseView("?reform=7&by=wa", DEFAULTS).reformBy, "percent");
});

test("nonsense in an address falls back to the default", () => {
  const view = parseView(
    "?x=abc&y=1&z=2&layers=secret,parcels&style=pink&gap=-3&year=1999&list=results",
    DEFAULTS,
  );
  assert.equal(view.place, null);
  assert.deepEqual(view.layers, ["parcels"]);
  assert.equal(view.style, "use");
  assert.equal(view.gap, null);
  assert.equal(view.year, 2569);
  assert.equal(view.list, null);
});
