/** Turns layers on and off; a layer that this scale does not show says so. */

import type { Texts } from "../i18n/text";
import type { LayerConfig, PageConfig } from "../page/config";
import { fill, h } from "../page/element";
import type { LayerName } from "../view/state";
import { LAYER_NAMES } from "../view/state";
import { coarsestResolution } from "./grid";
import { layerConfig } from "./tile-layers";

/** In the order of interest, not of drawing. */
const ORDER: readonly LayerName[] = [
  "reform", "parcels", "buildings", "footprints", "signs", "permits", "assets", "gaps",
  "blocks", "boundary",
];

interface Row {
  readonly element: HTMLElement;
  readonly box: HTMLInputElement;
  readonly coarsest: number;
}

export class LayerSwitch {
  readonly element = h("ul", { class: "kk-layer-switch" });
  private readonly rows = new Map<LayerName, Row>();
  private layers: readonly LayerName[] = [];

  constructor(
    private readonly texts: Texts,
    private readonly config: PageConfig,
    private readonly onChange: (layers: readonly LayerName[]) => void,
  ) {
    for (const name of ORDER) {
      const layer = layerConfig(config, name);
      if (layer) this.rows.set(name, this.makeRow(name, layer));
    }
    fill(this.element, [...this.rows.values()].map((row) => row.element));
  }

  show(layers: readonly LayerName[]): void {
    this.layers = layers;
    for (const [name, { box }] of this.rows) box.checked = layers.includes(name);
  }

  /** Mark what cannot be seen at so many metres a pixel. */
  showScale(resolution: number): void {
    for (const { element, coarsest } of this.rows.values()) {
      element.classList.toggle("kk-too-far", resolution > coarsest);
    }
  }

  private makeRow(name: LayerName, layer: LayerConfig): Row {
    const box = h("input", {
      type: "checkbox",
      value: name,
      on: { change: () => this.toggle(name) },
    });
    const element = h(
      "li",
      {},
      h(
        "label",
        {},
        box,
        h("span", {}, layer.title),
        h("small", {}, this.texts.say("map.zoom_to_see")),
      ),
    );
    const coarsest = coarsestResolution(this.config.tileGrid, layer.minzoom);
    return { element, box, coarsest };
  }

  private toggle(name: LayerName): void {
    const on = this.layers.includes(name);
    this.onChange(
      LAYER_NAMES.filter((each) => (each === name ? !on : this.layers.includes(each))),
    );
  }
}
