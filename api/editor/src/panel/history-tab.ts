/** One timeline of everything that was changed about a parcel. */

import type { HistoryItem } from "../api/types";
import type { Texts } from "../i18n/text";
import { h } from "../page/element";
import { day, moment } from "../page/format";
import { empty } from "../page/states";

const MOST_CHANGES = 6;
const LONGEST_VALUE = 60;

/** Fields that hold a code, and the names of those codes. */
const CODED: Readonly<Record<string, string>> = { use: "use", doc_type: "doc", structure: "structure" };
const IS_DAY = /^\d{4}-\d{2}-\d{2}$/;

function shown(field: string, value: unknown, texts: Texts): string {
  if (value === null || value === undefined || value === "") return texts.say("history.empty");
  const names = CODED[field];
  if (names !== undefined && typeof value === "string") return texts.name(names, value);
  if (typeof value === "string" && IS_DAY.test(value)) return day(value, texts.language);
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function changeRows(item: HistoryItem, texts: Texts): HTMLElement | null {
  const changes = Object.entries(item.changes ?? {});
  if (changes.length === 0 || item.action === "added") return null;
  return h(
    "ul",
    { class: "kk-changes" },
    changes.slice(0, MOST_CHANGES).map(([field, [before, after]]) =>
      h(
        "li",
        {},
        h("span", {}, texts.name("field", field)),
        h("del", {}, shown(field, before, texts)),
        h("ins", {}, shown(field, after, texts)),
      ),
    ),
  );
}

function subject(item: HistoryItem, texts: Texts): string {
  const code = item.code ?? "";
  return item.what === "property_use" ? texts.name("use", code) : code;
}

export function historyTab(items: readonly HistoryItem[], texts: Texts): HTMLElement {
  if (items.length === 0) return empty(texts.say("history.none"));
  return h(
    "ol",
    { class: "kk-timeline" },
    items.map((item) =>
      h(
        "li",
        {},
        h(
          "time",
          { datetime: item.at },
          moment(item.at, texts.language),
        ),
        h(
          "p",
          {},
          h("strong", {}, texts.name("history", item.action)),
          ` ${texts.name("history.what", item.what)} ${subject(item, texts)}`,
          h("small", {}, texts.say("history.by", { actor: item.actor })),
        ),
        changeRows(item, texts),
        item.reason &&
          h("p", { class: "kk-quiet" }, texts.say("history.reason", { reason: item.reason })),
      ),
    ),
  );
}
