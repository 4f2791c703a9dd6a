/** How a file and its issues look on the map. Never by colour alone. */

import type { FeatureLike } from "ol/Feature";
import Circle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";

const FILE = "#CC79A7";
const WRONG = "#D55E00";
const AFTER = "#009E73";

const fileStyle = new Style({
  fill: new Fill({ color: "rgba(204, 121, 167, 0.28)" }),
  stroke: new Stroke({ color: FILE, width: 1.6 }),
  image: new Circle({
    radius: 4.5,
    fill: new Fill({ color: FILE }),
    stroke: new Stroke({ color: "#FFFFFF", width: 1.2 }),
  }),
});

const PARTS: Readonly<Record<string, Style>> = {
  shape: new Style({
    fill: new Fill({ color: "rgba(213, 94, 0, 0.16)" }),
    stroke: new Stroke({ color: WRONG, width: 2.2 }),
    image: new Circle({ radius: 6, stroke: new Stroke({ color: WRONG, width: 2.4 }) }),
    zIndex: 1,
  }),
  before: new Style({
    stroke: new Stroke({ color: WRONG, width: 2, lineDash: [6, 5] }),
    zIndex: 2,
  }),
  after: new Style({
    fill: new Fill({ color: "rgba(0, 158, 115, 0.2)" }),
    stroke: new Stroke({ color: AFTER, width: 2.4 }),
    zIndex: 1,
  }),
  spot: new Style({
    stroke: new Stroke({ color: WRONG, width: 4 }),
    fill: new Fill({ color: "rgba(213, 94, 0, 0.5)" }),
    image: new Circle({
      radius: 9,
      fill: new Fill({ color: "rgba(213, 94, 0, 0.25)" }),
      stroke: new Stroke({ color: WRONG, width: 3 }),
    }),
    zIndex: 3,
  }),
};

export function styleOfFile(): Style {
  return fileStyle;
}

/** Style by the part that a feature is of an issue. */
export function styleOfIssue(feature: FeatureLike): Style {
  const part = feature.get("part") as unknown;
  return (typeof part === "string" ? PARTS[part] : undefined) ?? fileStyle;
}
