/** Says that tiles are on their way, or that some could not be had. */

import type { Texts } from "../i18n/text";
import { fill, h } from "./element";

export class TileNotice {
  readonly element = h("div", { class: "kk-tile-notice", role: "status" });
  private failed = false;

  constructor(
    private readonly texts: Texts,
    private readonly retry: () => void,
  ) {}

  show(pending: number, failed: boolean): void {
    this.element.dataset["busy"] = String(pending > 0);
    if (failed === this.failed) return;
    this.failed = failed;
    if (!failed) {
      fill(this.element);
      return;
    }
    fill(
      this.element,
      h(
        "p",
        {},
        this.texts.say("map.tiles_failed"),
        " ",
        h("button", { type: "button", on: { click: this.retry } }, this.texts.say("map.retry")),
      ),
    );
  }
}
