/** One timeline of everything that was changed about a parcel. */

import type { HistoryItem } from "../api/types";
import type { Texts } from "../i18n/text";
import { h } from "../page/element";
import { moment } from "../page/format";
import { empty } from "../page/states";

const MOST_CHANGES = 6;
const LONGEST_VALUE = 60;

function shown(value: unknown, texts: Texts): string {
  if (value === null || value === undefined || value === "") return texts.say("history.empty");
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function changeRows(item: HistoryItem, texts: Texts): HTMLElement | null {
  const changes = Object.entries(item.changes ?? {});
  if (changes.length === 0 || item.action === "insert") return null;
  return h(
    "ul",
    { class: "changes" },
    changes.slice(0, MOST_CHANGES).map(([field, [before, after]]) =>
      h(
        "li",
        {},
        h("span", {}, texts.name("field", field)),
        h("del", {}, shown(before, texts)),
        h("ins", {}, shown(after, texts)),
      ),
    ),
  );
}

export function historyTab(items: readonly HistoryItem[], texts: Texts): HTMLElement {
  if (items.length === 0) return empty(texts.say("history.none"));
  return h(
    "ol",
    { class: "timeline" },
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
          ` ${texts.name("history.what", item.what)} ${item.code ?? ""}`,
          h("small", {}, texts.say("history.by", { actor: item.actor })),
        ),
        changeRows(item, texts),
        item.reason &&
          h("p", { class: "quiet" }, texts.say("history.reason", { reason: item.reason })),
      ),
    ),
  );
}
