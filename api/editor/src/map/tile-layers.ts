/** The tile layers of the map: where their tiles come from and how they are painted. */

import MVT from "ol/format/MVT";
import VectorTileLayer from "ol/layer/VectorTile";
import type { Projection } from "ol/proj";
import RenderFeature from "ol/render/Feature";
import VectorTileSource from "ol/source/VectorTile";
import type { StyleLike } from "ol/style/Style";
import type { LayerConfig, PageConfig } from "../page/config";
import type { LayerName, ParcelStyle } from "../view/state";
import { LAYER_NAMES } from "../view/state";
import { coarsestResolution, makeTileGrid } from "./grid";
import {
  assetStyles, blockStyle, boundaryStyle, buildingStyle, gapAreaStyle, signStyles,
} from "./object-styles";
import type { Palette } from "./palette";
import { withOpacity } from "./palette";
import { ParcelPainter } from "./parcel-style";
import { makePattern } from "./patterns";

export type TileSource = VectorTileSource<RenderFeature>;
export type TileLayer = VectorTileLayer<TileSource, RenderFeature>;

/** Tiles finer than this would cut a parcel into many pieces and gain no precision. */
const FINEST_TILES = 16;
/** What a layer is when the server's list does not name it. */
const UNLISTED = { minzoom: 0, maxzoom: FINEST_TILES, visible: true } as const;
const HIDDEN_AT_FIRST: readonly LayerName[] = [];

export function layerConfig(config: PageConfig, name: LayerName): LayerConfig {
  const listed = config.layers.find((layer) => layer.name === name);
  return listed ?? { name, title: name, ...UNLISTED };
}

/** Layers that are on when the address names none. */
export function defaultLayers(config: PageConfig): readonly LayerName[] {
  return LAYER_NAMES.filter(
    (name) => layerConfig(config, name).visible && !HIDDEN_AT_FIRST.includes(name),
  );
}

/** Address of a layer's tiles; `version` changes when this page has changed the data. */
export function tileUrl(name: LayerName, year: number, version: number): string {
  const own = version > 0 ? `&v=${version}` : "";
  return `/tiles/${name}/{z}/{x}/{y}.mvt?grid=local&year=${year}${own}`;
}

export function makeSource(
  name: LayerName,
  config: PageConfig,
  projection: Projection,
  year: number,
): TileSource {
  const { minzoom, maxzoom } = layerConfig(config, name);
  return new VectorTileSource<RenderFeature>({
    format: new MVT({ featureClass: RenderFeature }),
    projection,
    tileGrid: makeTileGrid(config.tileGrid, minzoom, Math.min(maxzoom, FINEST_TILES)),
    url: tileUrl(name, year, 0),
    wrapX: false,
    transition: 120,
  });
}

export function makeTileLayer(
  name: LayerName,
  config: PageConfig,
  source: TileSource,
  index: number,
): TileLayer {
  return new VectorTileLayer<TileSource, RenderFeature>({
    source,
    properties: { name },
    zIndex: index + 1,
    maxResolution: coarsestResolution(config.tileGrid, layerConfig(config, name).minzoom),
    renderBuffer: 24,
    // Signs are small and many: as vectors they stay sharp while the map is zoomed.
    renderMode: name === "signs" ? "vector" : "hybrid",
  });
}

/** Styles of all layers under a palette. */
export function layerStyles(
  palette: Palette,
  painter: ParcelPainter,
  style: ParcelStyle,
  pixelRatio: number,
): Readonly<Record<LayerName, StyleLike>> {
  const cross = makePattern(
    "cross",
    withOpacity(palette.gap, 0.85),
    withOpacity(palette.gap, 0.14),
    pixelRatio,
  );
  return {
    boundary: boundaryStyle(palette),
    blocks: blockStyle(palette),
    parcels: painter.function(style),
    buildings: buildingStyle(palette),
    signs: signStyles(palette),
    assets: assetStyles(palette),
    gaps: gapAreaStyle(palette, cross),
  };
}
