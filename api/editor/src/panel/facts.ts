/** Small building stones of the panel: facts, chips, use dots. */

import type { Texts } from "../i18n/text";
import type { UsePart } from "../api/types";
import type { Child } from "../page/element";
import { h } from "../page/element";
import { decimal, eraYear } from "../page/format";

/** A list of name and value; facts without a value are left out. */
export function factList(facts: readonly (readonly [string, Child])[]): HTMLElement {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h(
    "dl",
    { class: "kk-facts" },
    known.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

export function chip(kind: string, ...content: readonly Child[]): HTMLElement {
  return h("span", { class: `kk-chip kk-${kind}` }, ...content);
}

/** Coloured (and patterned) dot of a use or an assessment state. */
export function dot(name: string): HTMLElement {
  return h("i", { class: `kk-dot kk-dot-${name}`, "aria-hidden": "true" });
}

/** A chip that opens the place of a section or convention on the page of the law. */
export function lawChip(
  kind: "section" | "convention",
  label: string,
  place?: string,
  year?: number,
): HTMLElement {
  const query = year === undefined ? "" : `?year=${year}`;
  const anchor = place === undefined ? "" : `#${encodeURIComponent(place)}`;
  const href = `/law${query}${anchor}`;
  return h("a", { class: `kk-chip kk-${kind}`, href, target: "_blank" }, label);
}

/** Chips of sections of law, which the server names in the reader's language. */
export function lawChips(
  sections: readonly string[] | undefined,
  anchors: readonly string[] | undefined,
  year: number | undefined,
): Child {
  if (!sections || sections.length === 0) return null;
  return h(
    "span",
    { class: "kk-law" },
    sections.map((section, index) => lawChip("section", section, anchors?.[index], year)),
  );
}

/** Percent of a share given as "1/2", "0.5" or "1"; null when it says nothing. */
export function sharePercent(share: string | null | undefined): number | null {
  if (!share) return null;
  const [top, bottom] = share.split("/");
  const value = Number(top) / (bottom === undefined ? 1 : Number(bottom));
  return Number.isFinite(value) ? value * 100 : null;
}

/** "อยู่อาศัย 70%" with its colour, for one use of an object. */
export function useRow(part: UsePart, texts: Texts): HTMLElement {
  const percent = sharePercent(part.share);
  const notes = [
    part.vacant_since &&
      texts.say("land.vacant_since", { year: eraYear(part.vacant_since, texts.language) }),
    part.exempt_under && texts.say("land.exempt_under", { section: part.exempt_under }),
    part.from_year &&
      texts.say("land.from_year", { year: eraYear(part.from_year, texts.language) }),
  ].filter(Boolean);
  return h(
    "li",
    {},
    dot(part.use),
    h("span", {}, texts.name("use", part.use)),
    h("small", {}, notes.join(" · ")),
    h("span", { class: "kk-figure" }, percent === null ? "" : `${decimal(percent, 2)}%`),
  );
}

export function useList(uses: readonly UsePart[] | undefined, texts: Texts): HTMLElement | null {
  if (!uses || uses.length === 0) return null;
  return h("ul", { class: "kk-uses" }, uses.map((part) => useRow(part, texts)));
}
