/** Small pictures for the legend, painted with the very styles of the map. */

import Polygon from "ol/geom/Polygon";
import Point from "ol/geom/Point";
import LineString from "ol/geom/LineString";
import { toContext } from "ol/render";
import type Style from "ol/style/Style";

const WIDTH_PX = 26;
const HEIGHT_PX = 18;

export type SwatchShape = "area" | "line" | "point";

function geometryOf(shape: SwatchShape): Polygon | LineString | Point {
  const [west, south, east, north] = [2, 2, WIDTH_PX - 2, HEIGHT_PX - 2];
  if (shape === "point") return new Point([WIDTH_PX / 2, HEIGHT_PX / 2]);
  if (shape === "line") {
    return new LineString([[west, HEIGHT_PX / 2], [east, HEIGHT_PX / 2]]);
  }
  return new Polygon([
    [[west, south], [east, south], [east, north], [west, north], [west, south]],
  ]);
}

/** A canvas that shows how a style looks. */
export function swatch(style: Style, shape: SwatchShape, pixelRatio: number): HTMLElement {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  canvas.className = "kk-swatch";
  canvas.setAttribute("aria-hidden", "true");
  const painter = toContext(context, { size: [WIDTH_PX, HEIGHT_PX], pixelRatio });
  painter.setStyle(style);
  painter.drawGeometry(geometryOf(shape));
  return canvas;
}
