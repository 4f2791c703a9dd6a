import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { codePath } from "../src/api/client";
import { en } from "../src/i18n/en";
import { fillIn, makeTexts } from "../src/i18n/text";
import { th } from "../src/i18n/th";
import type { Address } from "../src/api/types";
import { addressText } from "../src/panel/object-tabs";
import { rateText } from "../src/panel/tax-tab";

test("both languages name the same values in each message", () => {
  const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(String).sort();
  for (const key of Object.keys(th) as (keyof typeof th)[]) {
    assert.deepEqual(names(th[key]), names(en[key]), key);
  }
});

test("the panel names uses and states as the map's legend does", () => {
  for (const [language, texts] of [["th", th], ["en", en]] as const) {
    const path = join(process.cwd(), "..", "..", "kkmgis", "locale", language, "layers.po");
    const catalogue = readFileSync(path, "utf8");
    const said = new Map(
      [...catalogue.matchAll(/msgid "layers\.([^"]+)"\nmsgstr "([^"]*)"/g)].map(
        ([, key, text]) => [key, text] as const,
      ),
    );
    const shared = Object.entries(texts).filter(
      ([key]) => /^(use|state|sign)\./.test(key) && said.has(key),
    );
    assert.ok(shared.length >= 12, `${shared.length}`);
    for (const [key, text] of shared) assert.equal(text, said.get(key), key);
  }
});

test("no Thai text is missing its Thai letters", () => {
  const foreign = Object.entries(th).filter(([, text]) => !/[ก-๛]/.test(text));
  assert.deepEqual(foreign.map(([key]) => key), ["tax.slice_range"]);
});

test("a code without a name is shown as it is", () => {
  const texts = makeTexts("th");
  assert.equal(texts.name("use", "vacant"), "ทิ้งไว้ว่างเปล่า");
  assert.equal(texts.name("use", "spaceport"), "spaceport");
  assert.equal(fillIn("{a} {b}", { a: 1 }), "1 {b}");
});

test("an address is one line, and a road is not called a road twice", () => {
  const at = (address: Address): string | null =>
    addressText({ code: "1", version: 1, status: "current", address });
  assert.equal(
    at({ house_no: "50/5", moo: "3", soi: null, road: "มะลิวัลย์", tambon: "ในเมือง" }),
    "50/5 หมู่ 3 ถนนมะลิวัลย์ ต.ในเมือง",
  );
  assert.equal(at({ road: "ถนนมะลิวัลย์", moo: "หมู่ 3" }), "หมู่ 3 ถนนมะลิวัลย์");
  assert.equal(at({}), null);
});

test("the rate is one figure, or the word for a ladder", () => {
  const texts = makeTexts("th");
  assert.equal(rateText([{ rate_pct: "0.0200" }], texts), "0.02%");
  assert.equal(rateText([{ rate_pct: "0.3" }, { rate_pct: "0.4" }], texts), "ขั้นบันได");
  assert.equal(rateText([], texts), "");
});

test("a code keeps its slashes in a path and nothing else", () => {
  assert.equal(codePath("01A001/002"), "01A001/002");
  assert.equal(codePath("01A001?x#y ก"), "01A001%3Fx%23y%20%E0%B8%81");
});
