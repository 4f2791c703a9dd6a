/** Numbers, amounts, areas and dates as the office writes them. */

import type { Language } from "./config";

const THAI_MONTHS = [
  "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
  "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
] as const;
const ENGLISH_MONTHS = [
  "Jan", "Feb", "Mar", "Apr", "May", "Jun",
  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
] as const;
const BUDDHIST_ERA = 543;

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A decimal string with thousands separators, digit for digit: "5400.00" → "5,400.00".
 * It never goes through a binary float, so what is shown is what the server said.
 */
export function amount(decimal: string): string {
  const match = /^([-−]?)(\d+)(\.\d+)?$/.exec(decimal.trim());
  if (!match) return decimal;
  const [, sign, whole = "0", fraction = ""] = match;
  return `${sign ? "−" : ""}${grouped(whole)}${fraction}`;
}

/** A count with thousands separators. */
export function count(value: number): string {
  return amount(String(Math.round(value)));
}

/** A number with at most `places` decimals. */
export function decimal(value: number, places: number): string {
  const [whole = "0", fraction = ""] = value.toFixed(places).split(".");
  const kept = fraction.replace(/0+$/, "");
  return amount(kept ? `${whole}.${kept}` : whole);
}

/** A big amount in short ("3.42 ลบ."); below a million, whole baht. */
export function shortBaht(baht: string, language: Language): string {
  const match = /^(\d+)(?:\.(\d{1,2}))?\d*$/.exec(baht.trim());
  if (!match) return baht;
  const whole = BigInt(match[1] ?? "0");
  if (whole < 1_000_000n) {
    const cents = Number((match[2] ?? "0").padEnd(2, "0"));
    const rounded = cents >= 50 ? whole + 1n : whole;
    const text = grouped(String(rounded));
    return language === "th" ? `${text} บาท` : `฿${text}`;
  }
  const hundredths = (whole + 5_000n) / 10_000n;
  const millions = grouped(String(hundredths / 100n));
  const rest = String(hundredths % 100n).padStart(2, "0");
  return language === "th" ? `${millions}.${rest} ลบ.` : `฿${millions}.${rest} M`;
}

/** Square wa as rai-ngan-wa: 125.5 → "0-1-25.5" (1 rai = 4 ngan = 400 wa). */
export function raiNganWa(wa: number): string {
  const tenths = Math.round(wa * 10);
  const rai = Math.floor(tenths / 4000);
  const ngan = Math.floor((tenths % 4000) / 1000);
  const rest = (tenths % 1000) / 10;
  return `${grouped(String(rai))}-${ngan}-${rest}`;
}

/** Calendar day: "2026-11-21" → "21 พ.ย. 2569" or "21 Nov 2026". */
export function day(iso: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (!match) return iso;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return language === "th"
    ? `${date} ${THAI_MONTHS[month - 1] ?? ""} ${year + BUDDHIST_ERA}`
    : `${date} ${ENGLISH_MONTHS[month - 1] ?? ""} ${year}`;
}

/** A moment on the office's clock (Thailand keeps UTC+7 all year). */
export function moment(iso: string, language: Language): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const local = new Date(at.getTime() + 7 * 3_600_000).toISOString();
  const clock = local.slice(11, 16);
  return language === "th"
    ? `${day(local, language)} ${clock} น.`
    : `${day(local, language)} ${clock}`;
}

/** Today on the office's clock as an ISO date. */
export function today(now: Date): string {
  return new Date(now.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}

/** A tax year: Buddhist Era in Thai; both eras in English. */
export function taxYear(year: number, language: Language): string {
  return language === "th" ? String(year) : `${year} (${year - BUDDHIST_ERA})`;
}

/** A first tax year or building year, which the register keeps in Buddhist Era. */
export function eraYear(year: number, language: Language): string {
  return language === "th" ? String(year) : String(year - BUDDHIST_ERA);
}
