/** Tabs after the ARIA pattern: arrows move between them, Tab goes into the content. */

import { h } from "../page/element";

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
}

export class Tabs<Name extends string> {
  readonly list: HTMLElement;
  readonly panel: HTMLElement;
  private readonly buttons: readonly HTMLButtonElement[];
  private chosen: Name;

  constructor(
    private readonly tabs: readonly Tab<Name>[],
    first: Name,
    private readonly onChoose: (name: Name) => void,
  ) {
    this.chosen = first;
    this.buttons = tabs.map(({ name, label }) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          "aria-controls": "parcel-tab",
          on: { click: () => this.choose(name) },
        },
        label,
      ),
    );
    this.list = h(
      "div",
      { class: "kk-tabs", role: "tablist", on: { keydown: (event) => this.onKey(event) } },
      [...this.buttons],
    );
    this.panel = h("div", { class: "kk-tab", role: "tabpanel", id: "parcel-tab", tabindex: 0 });
    this.mark();
  }

  get current(): Name {
    return this.chosen;
  }

  choose(name: Name): void {
    this.chosen = name;
    this.mark();
    this.onChoose(name);
  }

  /** Small figure behind a tab's name, such as the number of signs. */
  badge(name: Name, text: string): void {
    const index = this.tabs.findIndex((tab) => tab.name === name);
    const tab = this.tabs[index];
    const button = this.buttons[index];
    if (!tab || !button) return;
    button.replaceChildren(tab.label, ...(text ? [h("small", {}, text)] : []));
  }

  private mark(): void {
    for (const [index, tab] of this.tabs.entries()) {
      const button = this.buttons[index];
      if (!button) continue;
      const selected = tab.name === this.chosen;
      button.setAttribute("aria-selected", String(selected));
      button.tabIndex = selected ? 0 : -1;
      if (selected) this.panel.setAttribute("aria-labelledby", button.id);
    }
  }

  private onKey(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = this.tabs.findIndex((tab) => tab.name === this.chosen);
    const next = (at + step + this.tabs.length) % this.tabs.length;
    const tab = this.tabs[next];
    if (!tab) return;
    this.choose(tab.name);
    this.buttons[next]?.focus();
  }
}
