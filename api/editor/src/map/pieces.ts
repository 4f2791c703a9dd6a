/**
 * Tiles cut features into pieces. Whatever may stand only once on the map (a label, a
 * sign) goes to the largest piece.
 */

import type { Extent } from "ol/extent";
import { getArea } from "ol/extent";
import RenderFeature from "ol/render/Feature";

export interface Anchor {
  readonly x: number;
  readonly y: number;
  /** Width of the piece's box in metres. */
  readonly width: number;
  readonly height: number;
}

interface Piece {
  getGeometry(): { getExtent(): Extent } | undefined | null;
  get(name: string): unknown;
}

/** Of all pieces with the same value of `key`, the one with the largest box. */
export function largestPieces<T extends Piece>(
  pieces: readonly T[],
  key: string,
): ReadonlyMap<unknown, T> {
  const best = new Map<unknown, { readonly piece: T; readonly size: number }>();
  for (const piece of pieces) {
    const extent = piece.getGeometry()?.getExtent();
    const value = piece.get(key);
    if (!extent || value === undefined || value === null) continue;
    const size = getArea(extent);
    const known = best.get(value);
    if (!known || size > known.size) best.set(value, { piece, size });
  }
  return new Map([...best].map(([value, { piece }]) => [value, piece]));
}

/** A piece never changes, and the map asks again after every move. */
const ANCHORS = new WeakMap<RenderFeature, Anchor | null>();

/** A point inside the piece, with the size of its box. */
export function anchorOf(piece: RenderFeature): Anchor | null {
  const known = ANCHORS.get(piece);
  if (known !== undefined) return known;
  const found = findAnchor(piece);
  ANCHORS.set(piece, found);
  return found;
}

function findAnchor(piece: RenderFeature): Anchor | null {
  const [west, south, east, north] = piece.getExtent();
  if (west === undefined || south === undefined || east === undefined || north === undefined) {
    return null;
  }
  const box = { width: east - west, height: north - south };
  const [x, y] = interiorPoint(piece);
  if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) {
    return { x: (west + east) / 2, y: (south + north) / 2, ...box };
  }
  return { x, y, ...box };
}

function interiorPoint(piece: RenderFeature): readonly number[] {
  return piece.getType() === "Polygon"
    ? piece.getFlatInteriorPoint()
    : piece.getFlatCoordinates();
}
