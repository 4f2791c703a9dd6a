import assert from "node:assert/strict";
import { test } from "node:test";
import { codePath } from "../src/api/client";
import { en } from "../src/i18n/en";
import { fillIn, makeTexts } from "../src/i18n/text";
import { th } from "../src/i18n/th";
import { lawLabel } from "../src/panel/law";
import { rateText } from "../src/panel/tax-tab";

test("both languages name the same values in each message", () => {
  const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(String).sort();
  for (const key of Object.keys(th) as (keyof typeof th)[]) {
    assert.deepEqual(names(th[key]), names(en[key]), key);
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

test("sections of law are named in Thai", () => {
  assert.equal(lawLabel("s.41 p1", "th"), "ม.41 ว.1");
  assert.equal(lawLabel("s.8(5)", "th"), "ม.8(5)");
  assert.equal(lawLabel("s.94", "th"), "ม.94");
  assert.equal(lawLabel("RD 2564", "th"), "RD 2564");
  assert.equal(lawLabel("s.41 p1", "en"), "s.41 p1");
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
