/** How a parcel is painted: by its use, its tax per square wa, or the assessment's state. */

import type { FeatureLike } from "ol/Feature";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { StyleFunction } from "ol/style/Style";
import type { AssessmentState, Use } from "../api/types";
import type { ParcelStyle } from "../view/state";
import type { Palette } from "./palette";
import { withOpacity } from "./palette";
import { makePattern } from "./patterns";
import { taxClass } from "./tax-ramp";

/** Class of a parcel under a style: a use, a state, or "tax:3" / "tax:none". */
export type ParcelClass = string;

const USES: readonly Use[] = [
  "agriculture", "residential", "other", "vacant", "exempt", "unknown",
];
const STATES: readonly AssessmentState[] = ["assessed", "set_aside", "unassessed"];
const LINES_FROM_RESOLUTION = 6;
const FINE_LINES_FROM_RESOLUTION = 2.5;

/** Name the class of a parcel from its tile attributes. */
export function parcelClass(
  style: ParcelStyle,
  attribute: (name: string) => unknown,
): ParcelClass {
  if (style === "use") {
    const use = attribute("use");
    return USES.find((name) => name === use) ?? "unknown";
  }
  if (style === "state") {
    const state = attribute("state");
    return STATES.find((name) => name === state) ?? "unassessed";
  }
  const tax = attribute("tax_per_wa");
  return typeof tax === "number" ? `tax:${taxClass(tax)}` : "tax:none";
}

interface Paint {
  readonly fill: Fill;
  readonly dashed: boolean;
}

function paint(name: ParcelClass, palette: Palette, pixelRatio: number): Paint {
  const solid = (hex: string): Paint => ({
    fill: new Fill({ color: withOpacity(hex, palette.fillOpacity) }),
    dashed: false,
  });
  const patterned = (
    pattern: "hatch" | "dots",
    hex: string,
    ground: number,
  ): Paint => ({
    fill: new Fill({
      color: makePattern(pattern, withOpacity(hex, 0.9), withOpacity(hex, ground), pixelRatio),
    }),
    dashed: false,
  });
  const blank: Paint = { fill: new Fill({ color: palette.unknownFill }), dashed: true };

  if (name === "unknown" || name === "unassessed" || name === "tax:none") return blank;
  if (name === "vacant") return patterned("hatch", palette.use.vacant, 0.16);
  if (name === "set_aside") return patterned("hatch", palette.state.set_aside, 0.18);
  if (name === "assessed") return solid(palette.state.assessed);
  if (name.startsWith("tax:")) {
    const colour = palette.ramp[Number(name.slice(4))] ?? palette.ground;
    return { fill: new Fill({ color: withOpacity(colour, 0.92) }), dashed: false };
  }
  return solid(palette.use[name as Use]);
}

function edge(palette: Palette, dashed: boolean, resolution: number): Stroke | null {
  if (resolution > LINES_FROM_RESOLUTION) return null;
  const width = resolution > FINE_LINES_FROM_RESOLUTION ? 0.35 : 0.75;
  return new Stroke({
    color: dashed ? palette.unknownLine : palette.parcelLine,
    width,
    ...(dashed ? { lineDash: [4, 3] } : {}),
  });
}

/** Paints parcel classes; each class and line width is made once and kept. */
export class ParcelPainter {
  private readonly styles = new Map<string, Style>();
  private readonly paints = new Map<ParcelClass, Paint>();

  constructor(
    private readonly palette: Palette,
    private readonly pixelRatio: number,
  ) {}

  /** Style of a class at a resolution in metres per pixel. */
  styleOf(name: ParcelClass, resolution: number): Style {
    const band =
      resolution > LINES_FROM_RESOLUTION ? 0 : resolution > FINE_LINES_FROM_RESOLUTION ? 1 : 2;
    const key = `${name}/${band}`;
    const known = this.styles.get(key);
    if (known) return known;
    const { fill, dashed } = this.paintOf(name);
    const stroke = edge(this.palette, dashed, resolution);
    const style = new Style({ fill, ...(stroke ? { stroke } : {}) });
    this.styles.set(key, style);
    return style;
  }

  /** Style function of the parcel layer. */
  function(style: ParcelStyle): StyleFunction {
    return (feature: FeatureLike, resolution: number) =>
      this.styleOf(
        parcelClass(style, (name) => feature.get(name) as unknown),
        resolution,
      );
  }

  private paintOf(name: ParcelClass): Paint {
    const known = this.paints.get(name);
    if (known) return known;
    const made = paint(name, this.palette, this.pixelRatio);
    this.paints.set(name, made);
    return made;
  }
}

/** Classes of a style in the order of the legend. */
export function legendUses(): readonly Use[] {
  return USES;
}

export function legendStates(): readonly AssessmentState[] {
  return STATES;
}
