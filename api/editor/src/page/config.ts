/** What the server tells the page: `<script type="application/json" id="kkmgis-config">`. */

export type Language = "th" | "en";
export type Extent = readonly [number, number, number, number];
export type Role = "admin" | "officer" | "finance" | "planner" | "viewer";

export interface LayerConfig {
  readonly name: string;
  readonly title: string;
  readonly minzoom: number;
  readonly maxzoom: number;
  readonly visible: boolean;
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
