/** Turns layers on and off; a layer that this scale does not show says so. */

import type { Texts } from "../i18n/text";
import type { PageConfig } from "../page/config";
import { fill, h } from "../page/element";
import type { LayerName } from "../view/state";
import { LAYER_NAMES } from "../view/state";
import { coarsestResolution } from "./grid";
import { layerConfig } from "./tile-layers";

export class LayerSwitch {
  readonly element = h("ul", { class: "layer-switch" });
  private resolution = 0;
  private layers: readonly LayerName[] = [];

  constructor(
    private readonly texts: Texts,
    private readonly config: PageConfig,
    private readonly onChange: (layers: readonly LayerName[]) => void,
  ) {}

  show(layers: readonly LayerName[], resolution: number): void {
    this.layers = layers;
    this.resolution = resolution;
    const focused = document.activeElement?.getAttribute("value");
    fill(this.element, [...LAYER_NAMES].reverse().map((name) => this.row(name)));
    if (focused && this.element.isConnected) {
      this.element.querySelector<HTMLInputElement>(`input[value="${focused}"]`)?.focus();
    }
  }

  private row(name: LayerName): HTMLElement {
    const { minzoom } = layerConfig(this.config, name);
    const tooFar = this.resolution > coarsestResolution(this.config.tileGrid, minzoom);
    const box = h("input", {
      type: "checkbox",
      value: name,
      on: { change: () => this.toggle(name) },
    });
    box.checked = this.layers.includes(name);
    return h(
      "li",
      { class: tooFar ? "too-far" : "" },
      h(
        "label",
        {},
        box,
        h("span", {}, this.texts.say(`layer.${name}`)),
        tooFar && h("small", {}, this.texts.say("map.zoom_to_see")),
      ),
    );
  }

  private toggle(name: LayerName): void {
    const on = this.layers.includes(name);
    this.onChange(
      LAYER_NAMES.filter((each) => (each === name ? !on : this.layers.includes(each))),
    );
  }
}
