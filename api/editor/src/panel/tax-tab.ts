/** The year's tax: lines in the columns of ภ.ด.ส.7 in short; each amount opens its steps. */

import { codePath } from "../api/client";
import type { Assessment, Line, Slice, Step } from "../api/types";
import type { Texts } from "../i18n/text";
import type { Child } from "../page/element";
import { h } from "../page/element";
import { amount, decimal, moment, taxYear } from "../page/format";
import { empty } from "../page/states";
import { chip, dot, lawChip, lawChips } from "./facts";

/** "0.02", or the word for a ladder when several slices apply. */
export function rateText(slices: readonly Slice[] | undefined, texts: Texts): string {
  const rates = new Set((slices ?? []).map((slice) => slice.rate_pct).filter(Boolean));
  if (rates.size === 0) return "";
  if (rates.size > 1) return texts.say("tax.ladder");
  const [only] = [...rates];
  return `${decimal(Number(only), 4)}%`;
}

function stepItem(step: Step | string, year: number | undefined): HTMLElement {
  if (typeof step === "string") return h("li", {}, step);
  return h(
    "li",
    {},
    step.title && h("b", {}, step.title),
    h("span", {}, step.text, " "),
    lawChips(step.law, step.anchors, year),
    step.note && noteChips(step.note, year),
  );
}

/** A note names conventions ("C1 C8"); anything else is a remark in words. */
function noteChips(note: string, year: number | undefined): Child {
  const names = note.split(/[\s,]+/);
  if (!names.every((name) => /^[CS]\d+$/.test(name))) return h("small", {}, note);
  return names.map((name) => lawChip("convention", name, `convention.${name}`, year));
}

/** Numbered steps in words. */
export function stepList(
  steps: readonly (Step | string)[] | undefined,
  year?: number,
): HTMLElement | null {
  if (!steps || steps.length === 0) return null;
  return h("ol", { class: "kk-steps" }, steps.map((step) => stepItem(step, year)));
}

function sliceRange(slice: Slice, texts: Texts): string {
  const from = amount(slice.from ?? "0").replace(/\.00$/, "");
  if (!slice.to) return texts.say("tax.slice_over", { from });
  const to = amount(slice.to).replace(/\.00$/, "");
  return texts.say("tax.slice_range", { from, to });
}

function sliceTable(slices: readonly Slice[] | undefined, texts: Texts): HTMLElement | null {
  if (!slices || slices.length < 2) return null;
  return h(
    "table",
    { class: "kk-slices" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, texts.say("tax.slice")),
        h("th", { scope: "col", class: "kk-figure" }, texts.say("tax.taxable")),
        h("th", { scope: "col", class: "kk-figure" }, texts.say("tax.rate")),
        h("th", { scope: "col", class: "kk-figure" }, texts.say("tax.tax")),
      ),
    ),
    h(
      "tbody",
      {},
      slices.map((slice) =>
        h(
          "tr",
          {},
          h("td", {}, sliceRange(slice, texts)),
          h("td", { class: "kk-figure" }, amount(slice.taxable ?? "")),
          h("td", { class: "kk-figure" }, `${decimal(Number(slice.rate_pct ?? 0), 4)}%`),
          h("td", { class: "kk-figure" }, amount(slice.tax ?? "")),
        ),
      ),
    ),
  );
}

function conventionList(line: Line, texts: Texts): HTMLElement | null {
  const list = line.conventions ?? [];
  if (list.length === 0) return null;
  const thai = texts.language === "th";
  return h(
    "details",
    { class: "kk-conventions" },
    h("summary", {}, texts.say("tax.assumptions"), " ", list.map((each) => chip("convention", each.id))),
    h(
      "dl",
      {},
      list.map((each) => [
        h("dt", {}, `${each.id} ${thai ? each.title_th : each.title_en}`),
        h("dd", {}, thai ? each.text_th : each.text_en),
      ]),
    ),
  );
}

function lineName(line: Line, texts: Texts): string {
  const use = line.rate_group
    ? texts.name("rate", line.rate_group)
    : line.use
      ? texts.name("use", line.use)
      : "";
  return [`${texts.name("line", line.kind)} ${line.object_code}`, use]
    .filter(Boolean)
    .join(" · ");
}

function lineRows(line: Line, index: number, year: number, texts: Texts): HTMLElement {
  const id = `tax-steps-${index}`;
  const steps = h(
    "tr",
    { class: "kk-origin", id, hidden: true },
    h(
      "td",
      { colspan: 5 },
      h("h4", {}, texts.say("tax.steps")),
      (line.formula ?? []).map((formula) => h("p", { class: "kk-formula" }, formula)),
      stepList(line.steps, year),
      sliceTable(line.slices, texts),
      conventionList(line, texts),
    ),
  );
  const button = h(
    "button",
    {
      type: "button",
      class: "kk-amount",
      "aria-expanded": "false",
      "aria-controls": id,
      title: texts.say("tax.steps"),
      on: {
        click: () => {
          steps.hidden = !steps.hidden;
          button.setAttribute("aria-expanded", String(!steps.hidden));
        },
      },
    },
    amount(line.tax),
  );
  const figure = (text: string | null | undefined): HTMLElement =>
    h("td", { class: "kk-figure" }, text ? amount(text) : "–");
  return h(
    "tbody",
    { class: "kk-line" },
    h(
      "tr",
      { class: "kk-line-name" },
      h(
        "th",
        { scope: "rowgroup", colspan: 5 },
        `${index + 1}. `,
        dot(line.use ?? "unknown"),
        lineName(line, texts),
      ),
    ),
    h(
      "tr",
      { class: "kk-line-figures" },
      figure(line.base ?? line.value),
      figure(line.exempt),
      figure(line.taxable),
      h("td", { class: "kk-figure" }, rateText(line.slices, texts) || "–"),
      h("td", { class: "kk-figure" }, button),
    ),
    steps,
  );
}

function lineTable(assessment: Assessment, texts: Texts): HTMLElement {
  const head = (key: "tax.base" | "tax.exempt" | "tax.taxable" | "tax.rate" | "tax.tax") =>
    h("th", { scope: "col", class: "kk-figure" }, texts.say(key));
  return h(
    "table",
    { class: "kk-lines" },
    h("caption", {}, texts.say("tax.columns")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        head("tax.base"),
        head("tax.exempt"),
        head("tax.taxable"),
        head("tax.rate"),
        head("tax.tax"),
      ),
    ),
    assessment.lines.map((line, index) => lineRows(line, index, assessment.year, texts)),
  );
}

function setAside(assessment: Assessment, texts: Texts): HTMLElement | null {
  const list = assessment.set_aside ?? [];
  if (list.length === 0) return null;
  return h(
    "section",
    { class: "kk-set-aside" },
    h("h3", {}, texts.say("tax.set_aside")),
    h(
      "ul",
      {},
      list.map((each) =>
        h(
          "li",
          {},
          h("strong", {}, each.object_code),
          " ",
          [each.message, ...(each.also ?? []).map((one) => one.message)].join(" · "),
        ),
      ),
    ),
  );
}

export function taxTab(assessment: Assessment, texts: Texts): HTMLElement {
  const year = taxYear(assessment.year, texts.language);
  if (assessment.state === "unassessed" && assessment.lines.length === 0) {
    return empty(texts.say("tax.none", { year }));
  }
  return h(
    "div",
    {},
    h(
      "p",
      { class: "kk-total" },
      h("span", {}, texts.say("tax.total", { year })),
      h("strong", {}, amount(assessment.total_tax)),
      h("span", {}, texts.say("unit.baht")),
    ),
    assessment.run &&
      h(
        "p",
        { class: "kk-quiet" },
        texts.say("tax.run", { moment: moment(assessment.run.at, texts.language) }),
      ),
    assessment.run &&
      h(
        "p",
        {},
        h(
          "a",
          { class: "button", href: `/parcels/${codePath(assessment.code)}/what-if?year=${assessment.year}` },
          texts.say("tax.what_if"),
        ),
      ),
    setAside(assessment, texts),
    assessment.lines.length > 0
      ? lineTable(assessment, texts)
      : empty(texts.say("tax.no_lines")),
  );
}
