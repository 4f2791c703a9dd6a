/** What a reform changes for the parcel whose file is open: before → after. */

import type { Client } from "../api/client";
import { RequestError, isAbort } from "../api/client";
import type { ReformedParcel } from "../api/types";
import type { Texts } from "../i18n/text";
import { signed } from "../map/reform-bar";
import { fill, h } from "../page/element";
import { amount } from "../page/format";

export class ReformNote {
  readonly element = h("section", { class: "kk-reform-note", "aria-live": "polite", hidden: true });
  private asked = "";
  private running = new AbortController();

  constructor(
    private readonly texts: Texts,
    private readonly client: Client,
  ) {}

  /** Show it for a parcel; without a reform or a parcel there is nothing to say. */
  show(reform: number | null, code: string | null): void {
    const wanted = reform === null || code === null ? "" : `${reform} ${code}`;
    if (wanted === this.asked) return;
    this.asked = wanted;
    this.running.abort();
    this.running = new AbortController();
    this.element.hidden = true;
    if (reform !== null && code !== null) void this.read(reform, code, this.running.signal);
  }

  private async read(reform: number, code: string, signal: AbortSignal): Promise<void> {
    const { texts } = this;
    try {
      const found = await this.client.reformedParcel(reform, code, signal);
      if (!signal.aborted) this.write(found);
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      const none = error instanceof RequestError && error.status === 404;
      fill(this.element, texts.say(none ? "reform.not_in_roll" : "reform.failed"));
      this.element.hidden = false;
    }
  }

  private write({ before, after, difference }: ReformedParcel): void {
    const { texts } = this;
    fill(
      this.element,
      h("h3", {}, texts.say("reform.of_parcel")),
      h(
        "p",
        {},
        amount(before),
        " → ",
        h("strong", {}, amount(after)),
        ` ${texts.say("unit.baht")} (${signed(difference)})`,
      ),
    );
    this.element.hidden = false;
  }
}
