/** What the server tells the page: `<script type="application/json" id="kkmgis-config">`. */

export type Language = "th" | "en";
export type Extent = readonly [number, number, number, number];
export type Role = "admin" | "officer" | "finance" | "planner" | "viewer";

/** How features of one value look. The same looks paint notebooks and documents. */
export interface Look {
  readonly label: string;
  readonly value?: string | number | boolean | null;
  /** Lower end of a class of a ramp. */
  readonly from?: number;
  readonly fill?: string | null;
  readonly opacity?: number;
  readonly pattern?: string;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly icon?: string;
  readonly radius?: number;
}

export interface LegendConfig {
  readonly name: string;
  readonly title: string;
  /** Attribute of the tiles that is shown; null when all features look alike. */
  readonly attribute: string | null;
  readonly type: "single" | "category" | "ramp";
  readonly unit?: string | null;
  readonly items: readonly Look[];
}

export interface LayerConfig {
  readonly name: string;
  readonly title: string;
  readonly geometry: "point" | "polygon" | "mixed";
  /** Levels of the local grid that have tiles. */
  readonly minzoom: number;
  readonly maxzoom: number;
  /** The first is shown at the start. */
  readonly legends: readonly LegendConfig[];
  readonly visible: boolean;
}

/** A reform that the page was opened with; money as decimal strings in baht. */
export interface ReformConfig {
  readonly id: number;
  readonly title: string;
  readonly year: number;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

export interface PageConfig {
  readonly language: Language;
  readonly srid: number;
  readonly proj4: string;
  readonly extent: Extent;
  readonly tileGrid: { readonly origin: readonly [number, number]; readonly size: number };
  readonly taxYear: number;
  readonly taxYears: readonly number[];
  readonly basemapUrl: string | null;
  readonly basemapAttribution?: string | null;
  readonly user: { readonly name: string; readonly role: Role };
  readonly layers: readonly LayerConfig[];
  readonly reform: ReformConfig | null;
  readonly csrf: string;
}

/** Read the page's configuration; a page without one cannot show a map. */
export function readConfig(page: Document): PageConfig {
  const text = page.getElementById("kkmgis-config")?.textContent;
  if (!text) throw new Error("The page has no kkmgis-config.");
  return JSON.parse(text) as PageConfig;
}

/** May this user change what becomes of a gap? */
export function maySettleGaps(role: Role): boolean {
  return role === "officer" || role === "admin";
}

/** Does the server show this role whole names? Only used to say that they are masked. */
export function seesNames(role: Role): boolean {
  return role === "officer" || role === "admin" || role === "finance";
}
