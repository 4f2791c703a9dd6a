/** The legend: it says what the map shows now, and nothing else. */

import type { LegendConfig, Look, PageConfig } from "../page/config";
import { fill, h } from "../page/element";
import type { LayerName } from "../view/state";
import { drawDisc, drawMark } from "./marks";
import type { Painter } from "./painter";
import { swatch } from "./swatch";
import type { Colours } from "./tile-layers";
import { layerConfig, legendOf } from "./tile-layers";

/** Parcels first: they are what the map is about. */
const ORDER: readonly LayerName[] = [
  "reform", "parcels", "buildings", "footprints", "signs", "permits", "assets", "gaps",
  "blocks", "boundary",
];
/** A resolution at which everything has its full edges. */
const CLOSE = 1;

export class Legend {
  readonly element = h("div", { class: "kk-legend" });

  constructor(private readonly config: PageConfig) {}

  show(layers: readonly LayerName[], colours: Colours, painter: Painter): void {
    const sections = ORDER.filter((name) => layers.includes(name)).map((name) => {
      const layer = layerConfig(this.config, name);
      const legend = layer && legendOf(layer, colours);
      if (!layer || !legend || (name === "parcels" && colours.reform)) return null;
      return name === "buildings"
        ? buildings(layer.title, legend, painter)
        : section(name, legend, painter);
    });
    fill(this.element, sections);
  }
}

function section(name: LayerName, legend: LegendConfig, painter: Painter): HTMLElement {
  const rows = h(
    "ul",
    {},
    legend.items.map((look) =>
      h("li", {}, picture(name, look, painter), h("span", {}, look.label)),
    ),
  );
  if (legend.type === "single") return h("section", {}, rows);
  const unit = legend.unit ? h("small", {}, legend.unit) : null;
  const heading = h("h3", {}, legend.title, " ", unit);
  // Many kinds of gaps would push everything else off the screen.
  if (name !== "gaps") return h("section", {}, heading, rows);
  return h("details", {}, h("summary", {}, legend.title), rows);
}

/** Buildings have the colours of the parcels' uses, or none: one line says enough. */
function buildings(title: string, legend: LegendConfig, painter: Painter): HTMLElement {
  const style = painter.outlineStyle(legend);
  const sample = swatch(style, "area", painter.pixelRatio);
  return h("section", {}, h("ul", {}, h("li", {}, sample, h("span", {}, title))));
}

function picture(name: LayerName, look: Look, painter: Painter): HTMLElement {
  const { pixelRatio } = painter;
  if (name === "gaps" || name === "signs" || name === "permits") {
    const canvas = name === "gaps" ? drawDisc(look, 1, pixelRatio) : drawMark(look, pixelRatio);
    canvas.className = "kk-swatch kk-mark";
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  }
  const shape = look.fill ? "area" : "line";
  return swatch(painter.styleOf(look, CLOSE, false), shape, pixelRatio);
}
