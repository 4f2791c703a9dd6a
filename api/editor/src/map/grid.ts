/**
 * The local square tile grid: level z has tiles of size / 2^z metres.
 *
 * Levels of a view are named after the grid with 256-pixel tiles (65536 / 2^z metres a
 * pixel for size 16777216); tiles are drawn at 512 pixels, so that a screen needs fewer.
 */

import TileGrid from "ol/tilegrid/TileGrid";

const VIEW_TILE_PX = 256;
const DRAWN_TILE_PX = 512;

export interface Grid {
  readonly origin: readonly [number, number];
  readonly size: number;
}

/** Metres per pixel at a level of the view. */
export function resolutionAt(z: number, grid: Grid): number {
  return grid.size / VIEW_TILE_PX / 2 ** z;
}

/** Level of the view that has so many metres per pixel. */
export function levelOf(resolution: number, grid: Grid): number {
  return Math.log2(grid.size / VIEW_TILE_PX / resolution);
}

/** The grid for OpenLayers, from level `minzoom` to `maxzoom`. */
export function makeTileGrid(grid: Grid, minzoom: number, maxzoom: number): TileGrid {
  const resolutions = [];
  for (let z = 0; z <= maxzoom; z += 1) {
    resolutions.push(grid.size / DRAWN_TILE_PX / 2 ** z);
  }
  const [x, y] = grid.origin;
  return new TileGrid({
    origin: [x, y],
    extent: [x, y - grid.size, x + grid.size, y],
    resolutions,
    tileSize: DRAWN_TILE_PX,
    minZoom: minzoom,
  });
}

/** Metres per pixel above which a layer has no tiles. */
export function coarsestResolution(grid: Grid, minzoom: number): number {
  return resolutionAt(minzoom, grid);
}
