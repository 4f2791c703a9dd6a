/** Moves the view: there and back, without losing the place when the map's box changes. */

import type OlMap from "ol/Map";
import View from "ol/View";
import type { Coordinate } from "ol/coordinate";
import type { Extent as OlExtent } from "ol/extent";
import { containsExtent, getCenter } from "ol/extent";
import type { Projection } from "ol/proj";
import type { Extent } from "../page/config";
import type { Place } from "../view/state";
import type { Grid } from "./grid";
import { levelOf, resolutionAt } from "./grid";

const FLIGHT_MS = 380;
const FINEST_M_PER_PX = 0.02;
/** A parcel is shown with its neighbours, not alone on the screen. */
const FINEST_FLIGHT_M_PER_PX = 0.2;
const MARGIN_PX = 90;

function flightTime(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : FLIGHT_MS;
}

export class Camera {
  readonly view: View;
  private map: OlMap | null = null;
  private size: readonly [number, number] | null = null;

  constructor(
    projection: Projection,
    private readonly extent: Extent,
    private readonly grid: Grid,
    place: Place | null,
  ) {
    const width = Math.max(extent[2] - extent[0], extent[3] - extent[1]);
    this.view = new View({
      projection,
      center: place ? [place.x, place.y] : getCenter([...extent]),
      resolution: place ? resolutionAt(place.z, grid) : width / 700,
      maxResolution: width / 150,
      minResolution: FINEST_M_PER_PX,
      smoothResolutionConstraint: false,
      enableRotation: false,
    });
  }

  attach(map: OlMap): void {
    this.map = map;
    map.on("change:size", () => this.keepCorner());
  }

  get place(): Place | null {
    const centre = this.view.getCenter();
    const resolution = this.view.getResolution();
    const [x, y] = centre ?? [];
    if (x === undefined || y === undefined || resolution === undefined) return null;
    return { x, y, z: levelOf(resolution, this.grid) };
  }

  showWhole(animated: boolean): void {
    this.view.fit([...this.extent], {
      padding: [60, 24, 24, 24],
      duration: animated ? flightTime() : 0,
    });
  }

  /** Go to a place of the address; nothing happens when it is there already. */
  showPlace(place: Place): void {
    const now = this.place;
    const resolution = resolutionAt(place.z, this.grid);
    const near =
      now !== null &&
      Math.hypot(now.x - place.x, now.y - place.y) < resolution * 2 &&
      Math.abs(now.z - place.z) < 0.02;
    if (near) return;
    this.view.animate({ center: [place.x, place.y], resolution, duration: flightTime() });
  }

  flyTo(extent: readonly number[]): void {
    this.view.fit([...extent], {
      padding: [MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX],
      minResolution: FINEST_FLIGHT_M_PER_PX,
      duration: flightTime(),
    });
  }

  flyToPoint(point: Coordinate): void {
    const resolution = Math.min(this.view.getResolution() ?? 1, 0.5);
    this.view.animate({ center: point, resolution, duration: flightTime() });
  }

  /** Go two levels nearer to a point, which comes to the middle. */
  closeIn(point: readonly [number, number]): void {
    const resolution = (this.view.getResolution() ?? 4) / 4;
    this.view.animate({ center: [...point], resolution, duration: flightTime() });
  }

  /** Bring an extent into sight, moving no more than needed. */
  reveal(extent: readonly number[]): void {
    const size = this.map?.getSize();
    const resolution = this.view.getResolution();
    if (!size || resolution === undefined) return;
    const shown = this.view.calculateExtent(size);
    const wanted = [...extent] as OlExtent;
    if (containsExtent(shown, wanted)) return;
    const [x = 0, y = 0] = this.view.getCenter() ?? [];
    const margin = 24 * resolution;
    const dx = shift(wanted[0], wanted[2], shown[0], shown[2], margin);
    const dy = shift(wanted[1], wanted[3], shown[1], shown[3], margin);
    this.view.animate({ center: [x + dx, y + dy], duration: flightTime() });
  }

  zoomBy(levels: number): void {
    const zoom = this.view.getZoom();
    if (zoom === undefined) return;
    if (this.view.getAnimating()) this.view.cancelAnimations();
    this.view.animate({ zoom: zoom + levels, duration: flightTime() / 2 });
  }

  setResolution(resolution: number): void {
    this.view.animate({ resolution, duration: flightTime() / 2 });
  }

  /** When the panel or the list opens, what is on the screen stays where it is. */
  private keepCorner(): void {
    const size = this.map?.getSize();
    const [width, height] = size ?? [];
    if (!width || !height) return;
    const before = this.size;
    this.size = [width, height];
    const centre = this.view.getCenter();
    const resolution = this.view.getResolution();
    if (!before || !centre || resolution === undefined || this.view.getAnimating()) return;
    const [x = 0, y = 0] = centre;
    this.view.setCenter([
      x + ((width - before[0]) / 2) * resolution,
      y - ((height - before[1]) / 2) * resolution,
    ]);
  }
}

/** How far a window must move so that [from, to] lies in it (or starts in it). */
export function shift(
  from: number | undefined,
  to: number | undefined,
  low: number | undefined,
  high: number | undefined,
  margin: number,
): number {
  if (from === undefined || to === undefined || low === undefined || high === undefined) {
    return 0;
  }
  if (from - margin < low) return from - margin - low;
  if (to + margin > high) return Math.min(to + margin - high, from - margin - low);
  return 0;
}
