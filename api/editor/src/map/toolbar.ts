/** Buttons over the map: parcel colours, layers, legend, zoom. */

import type { MessageKey, Texts } from "../i18n/text";
import { h } from "../page/element";
import type { IconName } from "../page/icons";
import { icon } from "../page/icons";
import type { ParcelStyle } from "../view/state";
import { PARCEL_STYLES } from "../view/state";

export interface ZoomActions {
  zoom(levels: number): void;
  whole(): void;
}

/** A button that opens a card above it. */
export class Disclosure {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly card: HTMLElement;

  constructor(id: string, label: string, picture: IconName, content: HTMLElement) {
    this.card = h("div", { class: "kk-card-over", id, role: "group", "aria-label": label }, content);
    this.button = h(
      "button",
      {
        type: "button",
        class: "kk-over",
        "aria-controls": id,
        on: { click: () => this.set(!this.open) },
      },
      icon(picture),
      h("span", {}, label),
    );
    this.element = h("div", { class: "kk-disclosure" }, this.card, this.button);
    this.set(false);
  }

  get open(): boolean {
    return !this.card.hidden;
  }

  set(open: boolean): void {
    this.card.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  /** Open it and put the keyboard's focus inside. */
  enter(): void {
    this.set(true);
    this.card.querySelector<HTMLElement>("input, button, select")?.focus();
  }
}

export class StyleSwitch {
  readonly element: HTMLElement;
  private readonly buttons = new Map<ParcelStyle, HTMLButtonElement>();

  constructor(texts: Texts, onChange: (style: ParcelStyle) => void) {
    for (const style of PARCEL_STYLES) {
      const button = h(
        "button",
        { type: "button", on: { click: () => onChange(style) } },
        texts.say(`map.style.${style}`),
      );
      this.buttons.set(style, button);
    }
    this.element = h(
      "div",
      { class: "kk-style-switch kk-over", role: "group", "aria-label": texts.say("map.style") },
      [...this.buttons.values()],
    );
  }

  show(style: ParcelStyle): void {
    for (const [name, button] of this.buttons) {
      button.setAttribute("aria-pressed", String(name === style));
    }
  }
}

export function zoomButtons(texts: Texts, actions: ZoomActions): HTMLElement {
  const button = (key: MessageKey, picture: IconName, run: () => void): HTMLElement =>
    h(
      "button",
      { type: "button", title: texts.say(key), "aria-label": texts.say(key), on: { click: run } },
      icon(picture),
    );
  return h(
    "div",
    { class: "kk-zoom-buttons kk-over" },
    button("map.zoom_in", "plus", () => actions.zoom(1)),
    button("map.zoom_out", "minus", () => actions.zoom(-1)),
    button("map.whole", "whole", () => actions.whole()),
  );
}
