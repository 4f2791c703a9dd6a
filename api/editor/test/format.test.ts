import assert from "node:assert/strict";
import { test } from "node:test";
import {
  amount, count, day, decimal, moment, raiNganWa, shortBaht, taxYear, today,
} from "../src/page/format";

test("an amount keeps every digit that the server sent", () => {
  assert.equal(amount("5400.00"), "5,400.00");
  assert.equal(amount("9007199254740993.01"), "9,007,199,254,740,993.01");
  assert.equal(amount("-1234.5"), "−1,234.5");
  assert.equal(amount("0"), "0");
  assert.equal(amount("ไม่มี"), "ไม่มี");
});

test("a big amount is shown in millions, rounded half up", () => {
  assert.equal(shortBaht("3420000.00", "th"), "3.42 ลบ.");
  assert.equal(shortBaht("3425000.00", "th"), "3.43 ลบ.");
  assert.equal(shortBaht("999999.49", "th"), "999,999 บาท");
  assert.equal(shortBaht("999999.50", "en"), "฿1,000,000");
  assert.equal(shortBaht("1234567890.00", "en"), "฿1,234.57 M");
});

test("square wa become rai-ngan-wa", () => {
  assert.equal(raiNganWa(125.5), "0-1-25.5");
  assert.equal(raiNganWa(399.96), "1-0-0");
  assert.equal(raiNganWa(0.04), "0-0-0");
  assert.equal(raiNganWa(400 * 1234 + 399.9), "1,234-3-99.9");
});

test("days are in the Buddhist Era in Thai", () => {
  assert.equal(day("2026-11-21", "th"), "21 พ.ย. 2569");
  assert.equal(day("2026-11-21", "en"), "21 Nov 2026");
  assert.equal(day("not a day", "th"), "not a day");
});

test("moments are on the office's clock, across midnight too", () => {
  assert.equal(moment("2026-12-31T17:30:00Z", "th"), "1 ม.ค. 2570 00:30 น.");
  assert.equal(moment("2026-01-01T08:05:00+07:00", "en"), "1 Jan 2026 08:05");
  assert.equal(today(new Date("2026-12-31T17:30:00Z")), "2027-01-01");
});

test("counts and decimals have separators and no needless zeros", () => {
  assert.equal(count(65000), "65,000");
  assert.equal(count(268340.6), "268,341");
  assert.equal(decimal(12.5, 2), "12.5");
  assert.equal(decimal(12, 2), "12");
  assert.equal(decimal(1234.567, 1), "1,234.6");
});

test("a tax year shows both eras in English", () => {
  assert.equal(taxYear(2569, "th"), "2569");
  assert.equal(taxYear(2569, "en"), "2569 (2026)");
});
