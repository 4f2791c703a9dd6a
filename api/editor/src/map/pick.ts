/** What lies under a click: the smallest and most telling thing first. */

import type OlMap from "ol/Map";
import type { Pixel } from "ol/pixel";

export type PanelTab =
  "land" | "buildings" | "signs" | "leases" | "owners" | "tax" | "history";

export type Picked =
  | { readonly kind: "gap"; readonly id: number }
  /** One mark that stands for several gaps. */
  | { readonly kind: "cluster"; readonly at: readonly [number, number] }
  | { readonly kind: "parcel"; readonly code: string; readonly tab: PanelTab | null };

interface Hit {
  readonly layer: string;
  readonly isSign: boolean;
  /** Where a point stands. */
  readonly at: readonly [number, number] | null;
  get(name: string): unknown;
}

const HIT_TOLERANCE_PX = 3;

function hitsAt(map: OlMap, pixel: Pixel): readonly Hit[] {
  const hits: Hit[] = [];
  map.forEachFeatureAtPixel(
    pixel,
    (feature, layer) => {
      const name = layer?.get("name") as unknown;
      if (typeof name !== "string") return;
      const geometry = feature.getGeometry();
      const isSign = geometry?.getType() === "Point";
      const [x, y] = isSign ? geometry.getExtent() : [];
      hits.push({
        layer: name,
        isSign,
        at: x === undefined || y === undefined ? null : [x, y],
        get: (key) => feature.get(key) as unknown,
      });
    },
    {
      hitTolerance: HIT_TOLERANCE_PX,
      layerFilter: (layer) => typeof layer.get("name") === "string",
    },
  );
  return hits;
}

function gapOf(hit: Hit | undefined): Picked | null {
  if (hit?.at && Number(hit.get("count")) > 1) return { kind: "cluster", at: hit.at };
  const id = Number(hit?.get("id"));
  return Number.isInteger(id) && id > 0 ? { kind: "gap", id } : null;
}

/** Choose among what was hit. A gap's sign wins; its bare area only where no parcel is. */
export function choose(hits: readonly Hit[]): Picked | null {
  const gaps = hits.filter((hit) => hit.layer === "gaps");
  const sign = gapOf(gaps.find((hit) => hit.isSign));
  if (sign) return sign;

  const building = hits.find((hit) => hit.layer === "buildings");
  const parcel = hits.find((hit) => hit.layer === "parcels" || hit.layer === "reform");
  const code = parcel?.get("code") ?? building?.get("parcel_code");
  if (typeof code === "string" && code) {
    const onSign = hits.some((hit) => hit.layer === "signs");
    return { kind: "parcel", code, tab: onSign ? "signs" : null };
  }
  return gapOf(gaps[0]);
}

export function pick(map: OlMap, pixel: Pixel): Picked | null {
  return choose(hitsAt(map, pixel));
}
