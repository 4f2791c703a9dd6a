/** Everything that the words in the header's search field find, as a list. */

import type { Client } from "../api/client";
import { isAbort } from "../api/client";
import type { Found } from "../api/types";
import type { Texts } from "../i18n/text";
import { fill, h } from "../page/element";
import { empty, problem, skeleton } from "../page/states";

const MOST = 100;
const WAIT_MS = 250;

export class ResultList {
  readonly element = h("div", { class: "kk-result-list kk-scroll" });
  private running = new AbortController();
  private timer = 0;
  private asked: string | null = null;

  constructor(
    private readonly texts: Texts,
    private readonly client: Client,
    private readonly field: HTMLInputElement | null,
    private readonly onChoose: (found: Found) => void,
  ) {
    field?.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        if (this.element.isConnected) this.show();
      }, WAIT_MS);
    });
  }

  /** List what the words in the search field find now. */
  show(): void {
    const words = this.field?.value.trim() ?? "";
    if (words === this.asked) return;
    this.asked = words;
    void this.read(words);
  }

  private async read(words: string): Promise<void> {
    const { texts } = this;
    this.running.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    if (!words) {
      fill(this.element, empty(texts.say("list.results_ask")));
      return;
    }
    fill(this.element, skeleton(texts.say("state.loading_list"), 5));
    try {
      const found = await this.client.search(words, MOST, signal);
      if (!signal.aborted) this.fillIn(found);
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      fill(this.element, problem(error, texts, () => void this.read(words)));
    }
  }

  private fillIn(found: readonly Found[]): void {
    const { texts } = this;
    if (found.length === 0) {
      fill(this.element, empty(texts.say("list.results_empty")));
      return;
    }
    fill(
      this.element,
      h(
        "table",
        { class: "kk-list" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, texts.say("list.kind")),
            h("th", { scope: "col" }, texts.say("list.name")),
            h("th", { scope: "col" }, texts.say("list.place")),
            h("th", { scope: "col" }, texts.say("list.detail")),
          ),
        ),
        h("tbody", {}, found.map((each) => this.row(each))),
      ),
    );
  }

  private row(found: Found): HTMLElement {
    const choose = (): void => this.onChoose(found);
    return h(
      "tr",
      { on: { click: choose } },
      h("td", { class: "kk-quiet" }, this.texts.name("found", found.kind)),
      h("td", {}, h("button", { type: "button", class: "kk-link" }, found.label)),
      h("td", {}, found.parcel_code ?? found.code),
      h("td", { class: "kk-evidence" }, found.detail),
    );
  }
}
