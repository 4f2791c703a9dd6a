/** The drawer under the map: a handle that always says what is in it, and its lists. */

import type { Texts } from "../i18n/text";
import { fill, h } from "../page/element";
import { icon } from "../page/icons";
import type { ListName } from "../view/state";

export class Drawer {
  readonly element: HTMLElement;
  private readonly summary = h("span", { class: "kk-summary" });
  private readonly buttons = new Map<ListName, HTMLButtonElement>();
  private readonly fold: HTMLButtonElement;
  private readonly body = h("div", { class: "kk-drawer-body" });

  constructor(
    private readonly texts: Texts,
    private readonly contents: ReadonlyMap<ListName, HTMLElement>,
    onChange: (list: ListName | null) => void,
  ) {
    const [first = null] = contents.keys();
    this.fold = h("button", { type: "button", class: "kk-fold kk-quiet" }, icon("chevron"));
    this.fold.addEventListener("click", () => {
      onChange(this.fold.getAttribute("aria-expanded") === "true" ? null : first);
    });
    for (const name of contents.keys()) {
      const button = h(
        "button",
        {
          type: "button",
          on: {
            click: () => {
              onChange(button.getAttribute("aria-pressed") === "true" ? null : name);
            },
          },
        },
        texts.say(`list.${name}`),
      );
      this.buttons.set(name, button);
    }
    this.element = h(
      "section",
      { class: "kk-drawer", "aria-label": texts.say("list.label") },
      h("div", { class: "kk-handle" }, this.fold, [...this.buttons.values()], this.summary),
      this.body,
    );
  }

  show(list: ListName | null): void {
    for (const [name, button] of this.buttons) {
      button.setAttribute("aria-pressed", String(name === list));
    }
    const label = this.texts.say(list === null ? "list.open" : "list.close");
    this.fold.setAttribute("aria-expanded", String(list !== null));
    this.fold.setAttribute("aria-label", label);
    this.fold.title = `${label} (G)`;
    this.element.dataset["open"] = String(list !== null);
    fill(this.body, list === null ? null : this.contents.get(list));
  }

  say(sentence: string, exact: string): void {
    this.summary.textContent = sentence;
    this.summary.title = exact;
  }
}
