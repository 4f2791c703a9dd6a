/** Says which reform colours the parcels, by what, and lets go of it. */

import type { Texts } from "../i18n/text";
import type { ReformConfig } from "../page/config";
import { h } from "../page/element";
import { amount } from "../page/format";
import { icon } from "../page/icons";
import type { ReformMeasure } from "../view/state";
import { REFORM_MEASURES } from "../view/state";

export interface ReformBarEvents {
  measure(by: ReformMeasure): void;
  leave(): void;
}

export class ReformBar {
  readonly element: HTMLElement;
  private readonly buttons = new Map<ReformMeasure, HTMLButtonElement>();

  constructor(texts: Texts, reform: ReformConfig, events: ReformBarEvents) {
    for (const by of REFORM_MEASURES) {
      const button = h(
        "button",
        { type: "button", on: { click: () => events.measure(by) } },
        texts.say(`reform.by.${by}`),
      );
      this.buttons.set(by, button);
    }
    const difference = `${signed(reform.difference)} ${texts.say("unit.baht")}`;
    this.element = h(
      "div",
      { class: "kk-style-switch kk-reform-bar kk-over", role: "group", "aria-label": texts.say("reform.label") },
      h("a", { href: `/reforms/${reform.id}`, title: texts.say("reform.open") }, reform.title),
      h("span", { class: "kk-quiet" }, difference),
      [...this.buttons.values()],
      h(
        "button",
        {
          type: "button",
          title: texts.say("reform.leave"),
          "aria-label": texts.say("reform.leave"),
          on: { click: () => events.leave() },
        },
        icon("close"),
      ),
    );
  }

  show(on: boolean, by: ReformMeasure): void {
    this.element.hidden = !on;
    for (const [name, button] of this.buttons) {
      button.setAttribute("aria-pressed", String(name === by));
    }
  }
}

/** A difference with its sign: "+1,250.00", "−30.00", "0.00". */
export function signed(decimal: string): string {
  const shown = amount(decimal);
  return /^[−0]/.test(shown) && !/[1-9]/.test(shown.replace("−", ""))
    ? shown
    : shown.startsWith("−")
      ? shown
      : `+${shown}`;
}
