/**
 * What is looked at, as pure data, and its form in the address: a link is a finding.
 *
 * `z` is the level of the local tile grid with decimals; one CSS pixel is 65536 / 2^z m.
 */

/** Layers in the order of drawing: lines of blocks stand above the parcels' colours. */
export const LAYER_NAMES = [
  "parcels", "reform", "buildings", "footprints", "assets", "blocks", "boundary", "gaps",
  "permits", "signs",
] as const;
export type LayerName = (typeof LAYER_NAMES)[number];

export const PARCEL_STYLES = ["use", "tax", "state"] as const;
export type ParcelStyle = (typeof PARCEL_STYLES)[number];

/** By what the parcels of a reform are coloured. */
export const REFORM_MEASURES = ["percent", "baht"] as const;
export type ReformMeasure = (typeof REFORM_MEASURES)[number];

export type ListName = "gaps" | "results";

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface ViewState {
  /** Null until the map has shown the whole authority. */
  readonly place: Place | null;
  readonly layers: readonly LayerName[];
  readonly style: ParcelStyle;
  readonly parcel: string | null;
  readonly gap: number | null;
  readonly year: number;
  readonly list: ListName | null;
  /** Kind the gap list is narrowed to. */
  readonly gapKind: string | null;
  /** Number of the reform that is shown. */
  readonly reform: number | null;
  readonly reformBy: ReformMeasure;
}

export interface ViewDefaults {
  readonly layers: readonly LayerName[];
  readonly year: number;
  readonly years: readonly number[];
  /** The reform that the page was opened with: the only one it can show. */
  readonly reform: number | null;
}

const Z_MAX = 22;

export function initialState(defaults: ViewDefaults): ViewState {
  return {
    place: null,
    layers: defaults.layers,
    style: "use",
    parcel: null,
    gap: null,
    year: defaults.year,
    list: null,
    gapKind: null,
    reform: null,
    reformBy: "percent",
  };
}

function isLayerName(name: string): name is LayerName {
  return (LAYER_NAMES as readonly string[]).includes(name);
}

function readNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function readPlace(query: URLSearchParams): Place | null {
  const x = readNumber(query, "x");
  const y = readNumber(query, "y");
  const z = readNumber(query, "z");
  if (x === null || y === null || z === null) return null;
  return { x, y, z: Math.min(Math.max(z, 0), Z_MAX) };
}

function readLayers(query: URLSearchParams, defaults: ViewDefaults): readonly LayerName[] {
  const text = query.get("layers");
  if (text === null) return defaults.layers;
  const named = text.split(",").filter(isLayerName);
  return LAYER_NAMES.filter((name) => named.includes(name));
}

/** Read a view from an address; anything unknown falls back to the default. */
export function parseView(search: string, defaults: ViewDefaults): ViewState {
  const query = new URLSearchParams(search);
  const style = query.get("style");
  const list = query.get("list");
  const year = readNumber(query, "year");
  const gap = readNumber(query, "gap");
  return {
    place: readPlace(query),
    layers: readLayers(query, defaults),
    style: PARCEL_STYLES.find((name) => name === style) ?? "use",
    parcel: query.get("parcel") || null,
    gap: gap !== null && Number.isInteger(gap) && gap > 0 ? gap : null,
    year: year !== null && defaults.years.includes(year) ? year : defaults.year,
    list: list === "gaps" ? list : null,
    gapKind: query.get("kind") || null,
    reform: readNumber(query, "reform") === defaults.reform ? defaults.reform : null,
    reformBy: REFORM_MEASURES.find((name) => name === query.get("by")) ?? "percent",
  };
}

function sameLayers(a: readonly LayerName[], b: readonly LayerName[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

/** Write a view as the query of an address, leaving out what is the default. */
export function viewQuery(state: ViewState, defaults: ViewDefaults): string {
  const query = new URLSearchParams();
  if (state.place) {
    query.set("x", state.place.x.toFixed(1));
    query.set("y", state.place.y.toFixed(1));
    query.set("z", state.place.z.toFixed(2));
  }
  if (!sameLayers(state.layers, defaults.layers)) query.set("layers", state.layers.join(","));
  if (state.style !== "use") query.set("style", state.style);
  if (state.parcel !== null) query.set("parcel", state.parcel);
  if (state.gap !== null) query.set("gap", String(state.gap));
  // Always: a link sent today must not show another year when a new one has begun.
  query.set("year", String(state.year));
  // Results of a search are not a finding: they are gone when the page is reloaded.
  if (state.list === "gaps") query.set("list", state.list);
  if (state.gapKind !== null) query.set("kind", state.gapKind);
  if (state.reform !== null) query.set("reform", String(state.reform));
  if (state.reform !== null && state.reformBy !== "percent") query.set("by", state.reformBy);
  return `?${query.toString().replaceAll("%2C", ",")}`;
}
