/** Styles that are the map's own and no layer's: hover, selection, labels of blocks. */

import Circle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import type { Palette } from "./palette";
import { withOpacity } from "./palette";

const BLOCK_LABEL_FROM = 6;
const BLOCK_LABEL_TO = 0.9;

/** Text of a block's code, in the scales where parcels have none yet. */
export function blockLabel(code: string, resolution: number, palette: Palette): Style | null {
  if (resolution > BLOCK_LABEL_FROM || resolution < BLOCK_LABEL_TO) return null;
  return new Style({
    text: new Text({
      text: code,
      font: "600 14px Sarabun, sans-serif",
      fill: new Fill({ color: palette.ink }),
      stroke: new Stroke({ color: palette.halo, width: 3.5 }),
    }),
  });
}

/** Thicker edge of what the pointer is on. */
export function hoverStyle(palette: Palette): Style {
  return new Style({ stroke: new Stroke({ color: palette.ink, width: 2.2 }) });
}

/** Glow around what is selected; nothing is painted inside, so that uses stay readable. */
export function selectionStyles(palette: Palette): readonly Style[] {
  return [
    new Style({ stroke: new Stroke({ color: withOpacity(palette.accent, 0.22), width: 13 }) }),
    new Style({ stroke: new Stroke({ color: withOpacity(palette.accent, 0.45), width: 7 }) }),
    new Style({
      stroke: new Stroke({ color: palette.accent, width: 2.6 }),
      image: new Circle({
        radius: 11,
        stroke: new Stroke({ color: palette.accent, width: 3 }),
      }),
    }),
  ];
}
