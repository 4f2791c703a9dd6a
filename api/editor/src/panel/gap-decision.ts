/** What an officer can do about a gap: give it to somebody, waive it, open it again. */

import type { Gap, GapDecision } from "../api/types";
import type { Texts } from "../i18n/text";
import { fill, h } from "../page/element";
import { problem } from "../page/states";

export interface DecisionActions {
  decide(decision: GapDecision): Promise<void>;
  /** Read the gap again: somebody else has changed it. */
  readAgain(): void;
}

type Asked = "assigned" | "waived";

export class GapDecisionForm {
  readonly element = h("div", { class: "kk-decision" });

  constructor(
    private readonly texts: Texts,
    private readonly gap: Gap,
    private readonly actions: DecisionActions,
  ) {
    this.showButtons();
  }

  private showButtons(): void {
    const { texts, gap } = this;
    if (gap.status === "fixed") {
      fill(this.element);
      return;
    }
    const button = (label: string, run: () => void): HTMLElement =>
      h("button", { type: "button", on: { click: run } }, label);
    fill(
      this.element,
      button(texts.say("gap.assign"), () => this.ask("assigned")),
      gap.status === "waived"
        ? button(texts.say("gap.reopen"), () => void this.send({ status: "open" }))
        : button(texts.say("gap.waive"), () => this.ask("waived")),
    );
  }

  private ask(what: Asked): void {
    const { texts } = this;
    const label = texts.say(what === "waived" ? "gap.waive_why" : "gap.assign_who");
    const field = h("input", {
      type: "text",
      required: true,
      maxlength: 300,
      value: what === "assigned" ? (this.gap.assigned_to ?? "") : "",
    });
    const form = h(
      "form",
      {
        on: {
          submit: (event) => {
            event.preventDefault();
            const text = field.value.trim();
            if (!text) return;
            void this.send(
              what === "waived"
                ? { status: "waived", reason: text }
                : { status: "assigned", assigned_to: text },
            );
          },
        },
      },
      h("label", {}, label, field),
      h(
        "div",
        { class: "kk-row" },
        h("button", { type: "submit", class: "primary" }, texts.say("gap.save")),
        h(
          "button",
          { type: "button", on: { click: () => this.showButtons() } },
          texts.say("gap.cancel"),
        ),
      ),
    );
    fill(this.element, form);
    field.focus();
  }

  /** Send it; when it is refused, what was typed stays in the form. */
  private async send(decision: GapDecision): Promise<void> {
    const buttons = this.element.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    try {
      await this.actions.decide(decision);
    } catch (error) {
      for (const button of buttons) button.disabled = false;
      this.element.querySelector(".kk-refused")?.remove();
      this.element.append(problem(error, this.texts, () => this.actions.readAgain()));
    }
  }
}
