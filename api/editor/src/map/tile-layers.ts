/** The tile layers of the map: where their tiles come from and how they are painted. */

import MVT from "ol/format/MVT";
import VectorTileLayer from "ol/layer/VectorTile";
import type { Projection } from "ol/proj";
import RenderFeature from "ol/render/Feature";
import VectorTileSource from "ol/source/VectorTile";
import type { StyleLike } from "ol/style/Style";
import type { LayerConfig, LegendConfig, PageConfig } from "../page/config";
import type { LayerName, ParcelStyle } from "../view/state";
import { LAYER_NAMES } from "../view/state";
import { coarsestResolution, makeTileGrid } from "./grid";
import type { Painter } from "./painter";

export type TileSource = VectorTileSource<RenderFeature>;
export type TileLayer = VectorTileLayer<TileSource, RenderFeature>;

/** Tiles finer than this would cut a parcel into many pieces and gain no precision. */
const FINEST_TILES = 16;
/** Features of these layers can be smaller than their own edge. */
const SMALL: readonly LayerName[] = ["parcels", "buildings"];
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

/** The legend by which a layer is painted; parcels have one for each style. */
export function legendOf(layer: LayerConfig, style: ParcelStyle): LegendConfig | null {
  const [first] = layer.legends;
  if (layer.name !== "parcels") return first ?? null;
  const wanted = LEGEND_OF_STYLE[style];
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
  style: ParcelStyle,
): StyleLike | null {
  const legend = legendOf(layer, style);
  if (!legend) return null;
  if (name === "gaps") return painter.areas(legend);
  // Two colour systems on one map would contradict each other.
  if (name === "buildings" && style !== "use") return painter.outlines(legend);
  return painter.function(legend, thinsEdges(name));
}

/** Address of a layer's tiles. */
export function tileUrl(name: LayerName, year: number): string {
  return `/tiles/${name}/{z}/{x}/{y}.mvt?grid=local&year=${year}`;
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
    url: tileUrl(name, year),
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
