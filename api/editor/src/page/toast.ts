/** A short sentence after something was done, with a way to undo it. */

import { fill, h } from "./element";

const STAYS_MS = 8000;

export interface Offer {
  readonly label: string;
  run(): void;
}

export class Toasts {
  readonly element = h("div", { class: "kk-toasts", role: "status", "aria-live": "polite" });
  private timer = 0;

  /** Say a sentence; it goes by itself unless something newer replaces it. */
  say(sentence: string, offer?: Offer): void {
    window.clearTimeout(this.timer);
    const button =
      offer &&
      h(
        "button",
        {
          type: "button",
          on: {
            click: () => {
              this.clear();
              offer.run();
            },
          },
        },
        offer.label,
      );
    fill(this.element, h("div", { class: "kk-toast" }, h("span", {}, sentence), button));
    this.timer = window.setTimeout(() => this.clear(), STAYS_MS);
  }

  private clear(): void {
    fill(this.element);
  }
}
