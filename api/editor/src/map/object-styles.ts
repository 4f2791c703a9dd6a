/** How everything but parcels and gaps is painted. */

import type { FeatureLike } from "ol/Feature";
import Circle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import RegularShape from "ol/style/RegularShape";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import type { StyleFunction } from "ol/style/Style";
import type { Palette } from "./palette";
import { withOpacity } from "./palette";

export type SignState = "taxed" | "untaxed" | "exempt";

const BLOCK_LABEL_FROM = 6;
const BLOCK_LABEL_TO = 0.9;

export function boundaryStyle(palette: Palette): Style {
  return new Style({
    stroke: new Stroke({ color: palette.boundaryLine, width: 2.5, lineDash: [12, 4, 2, 4] }),
  });
}

export function blockStyle(palette: Palette): Style {
  return new Style({ stroke: new Stroke({ color: palette.blockLine, width: 1.5 }) });
}

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

export function buildingStyle(palette: Palette): Style {
  return new Style({
    fill: new Fill({ color: palette.building }),
    stroke: new Stroke({ color: palette.buildingLine, width: 0.6 }),
  });
}

/** A sign is a flag-like triangle: filled when taxed, hollow when exempt, pink when not. */
export function signStyle(state: SignState, palette: Palette): Style {
  const fills: Readonly<Record<SignState, string>> = {
    taxed: palette.accent,
    untaxed: palette.gap,
    exempt: palette.ground,
  };
  return new Style({
    image: new RegularShape({
      points: state === "untaxed" ? 4 : 3,
      radius: state === "untaxed" ? 6 : 5.5,
      fill: new Fill({ color: fills[state] }),
      stroke: new Stroke({ color: state === "exempt" ? palette.accent : "#FFFFFF", width: 1.2 }),
    }),
  });
}

export function signStyles(palette: Palette): StyleFunction {
  const styles: Readonly<Record<SignState, Style>> = {
    taxed: signStyle("taxed", palette),
    untaxed: signStyle("untaxed", palette),
    exempt: signStyle("exempt", palette),
  };
  return (feature: FeatureLike) => {
    const state = feature.get("state") as unknown;
    return state === "taxed" || state === "exempt" ? styles[state] : styles.untaxed;
  };
}

export function assetStyle(leased: boolean, palette: Palette): Style {
  const fill = new Fill({ color: withOpacity(palette.accent, leased ? 0.3 : 0.06) });
  const stroke = new Stroke({
    color: palette.assetLine,
    width: 1.8,
    ...(leased ? {} : { lineDash: [5, 3] }),
  });
  return new Style({ fill, stroke, image: new Circle({ radius: 4.5, fill, stroke }) });
}

export function assetStyles(palette: Palette): StyleFunction {
  const leased = assetStyle(true, palette);
  const free = assetStyle(false, palette);
  return (feature: FeatureLike) => (feature.get("leased") === true ? leased : free);
}

export function gapAreaStyle(palette: Palette, pattern: CanvasPattern): Style {
  return new Style({
    fill: new Fill({ color: pattern }),
    stroke: new Stroke({ color: palette.gap, width: 2 }),
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
