/** The tile layers of the map: where their tiles come from and how they are painted. */

import MVT from "ol/format/MVT";
import VectorTileLayer from "ol/layer/VectorTile";
import type { Projection } from "ol/proj";
import RenderFeature from "ol/render/Feature";
import VectorTileSource from "ol/source/VectorTile";
import type { StyleLike } from "ol/style/Style";
import type { LayerConfig, LegendConfig, PageConfig } from "../page/config";
import type { LayerName, ParcelStyle, ReformMeasure } from "../view/state";
import { LAYER_NAMES } from "../view/state";
import { coarsestResolution, makeTileGrid } from "./grid";
import type { Painter } from "./painter";

export type TileSource = VectorTileSource<RenderFeature>;
export type TileLayer = VectorTileLayer<TileSource, RenderFeature>;

/** Tiles finer than this would cut a parcel into many pieces and gain no precision. */
const FINEST_TILES = 16;
/** Features of these layers can be smaller than their own edge. */
const SMALL: readonly LayerName[] = ["parcels", "reform", "buildings"];
const LEGEND_OF_STYLE: Readonly<Record<ParcelStyle, string>> = {
  use: "use",
  tax: "tax_per_wa",
  state: "state",
};

/** Layers that the server lets this person see, in the order of drawing. */
export function allowedLayers(config: PageConfig): readonly LayerName[] {
  return LAYER_NAMES.filter((name) => layerConfig(config, name) !== null);
}

export function layerConfig(config: PageConfig, name: LayerName): LayerConfig | null {
  return config.layers.find((layer) => layer.name === name) ?? null;
}

/** Layers that are on when the address names none. */
export function defaultLayers(config: PageConfig): readonly LayerName[] {
  return LAYER_NAMES.filter((name) => layerConfig(config, name)?.visible === true);
}

/** How the person wants to see things: what parcels, and what a reform, are coloured by. */
export interface Colours {
  readonly style: ParcelStyle;
  readonly reformBy: ReformMeasure;
  /** A reform is on the map: nothing else may colour parcels. */
  readonly reform: boolean;
}

/** The legend by which a layer is painted; parcels have one for each style. */
export function legendOf(layer: LayerConfig, colours: Colours): LegendConfig | null {
  const [first] = layer.legends;
  if (layer.name !== "parcels" && layer.name !== "reform") return first ?? null;
  const wanted =
    layer.name === "parcels" ? LEGEND_OF_STYLE[colours.style] : `reform_${colours.reformBy}`;
  return layer.legends.find((legend) => legend.name === wanted) ?? first ?? null;
}

/** Does the layer hold things so small that their edges must be thinned from afar? */
export function thinsEdges(name: LayerName): boolean {
  return SMALL.includes(name);
}

export function styleOfLayer(
  layer: LayerConfig,
  name: LayerName,
  painter: Painter,
  colours: Colours,
): StyleLike | null {
  const legend = legendOf(layer, colours);
  if (!legend) return null;
  if (name === "gaps") return painter.areas(legend);
  // Two colour systems on one map would contradict each other.
  const plain = colours.reform || (name === "buildings" && colours.style !== "use");
  if ((name === "buildings" || name === "parcels") && plain) return painter.outlines(legend);
  return painter.function(legend, thinsEdges(name));
}

/** Address of a layer's tiles. */
export function tileUrl(name: LayerName, year: number, config: PageConfig): string {
  const asked = name === "reform" && config.reform ? `&reform=${config.reform.id}` : "";
  return `/tiles/${name}/{z}/{x}/{y}.mvt?grid=local&year=${year}${asked}`;
}

export function makeSource(
  name: LayerName,
  layer: LayerConfig,
  config: PageConfig,
  projection: Projection,
  year: number,
): TileSource {
  const finest = Math.min(layer.maxzoom, FINEST_TILES);
  return new VectorTileSource<RenderFeature>({
    format: new MVT({ featureClass: RenderFeature }),
    projection,
    tileGrid: makeTileGrid(config.tileGrid, Math.min(layer.minzoom, finest), finest),
    url: tileUrl(name, year, config),
    wrapX: false,
    transition: 120,
  });
}

export function makeTileLayer(
  name: LayerName,
  layer: LayerConfig,
  config: PageConfig,
  source: TileSource,
  index: number,
): TileLayer {
  return new VectorTileLayer<TileSource, RenderFeature>({
    source,
    properties: { name },
    zIndex: index + 1,
    maxResolution: coarsestResolution(config.tileGrid, layer.minzoom),
    renderBuffer: 24,
    // Points are small: as vectors they stay sharp while the map is zoomed.
    renderMode: layer.geometry === "point" ? "vector" : "hybrid",
  });
}
