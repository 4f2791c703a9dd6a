/** The map is drawn in the storage reference system, never in Mercator. */

import type { Projection } from "ol/proj";
import { get as getProjection, transform } from "ol/proj";
import { register } from "ol/proj/proj4";
import proj4 from "proj4";

/** Make the storage reference system known to OpenLayers. */
export function registerStorage(srid: number, definition: string): Projection {
  const code = `EPSG:${srid}`;
  proj4.defs(code, definition);
  register(proj4);
  const projection = getProjection(code);
  if (!projection) throw new Error(`${code} could not be defined by "${definition}".`);
  return projection;
}

/** Longitude and latitude (degrees, WGS 84) of a point of the map. */
export function toLonLat(
  point: readonly [number, number],
  projection: Projection,
): readonly [number, number] {
  const [lon = NaN, lat = NaN] = transform([...point], projection, "EPSG:4326");
  return [lon, lat];
}
