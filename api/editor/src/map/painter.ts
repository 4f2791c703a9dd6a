/** Turns the looks of a legend into OpenLayers styles; each is made once and kept. */

import type { FeatureLike } from "ol/Feature";
import Fill from "ol/style/Fill";
import Icon from "ol/style/Icon";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { StyleFunction } from "ol/style/Style";
import type { LegendConfig, Look } from "../page/config";
import { findLook, isBlank } from "./looks";
import { drawMark } from "./marks";
import type { Palette } from "./palette";
import { inked, withOpacity } from "./palette";
import { isPattern, makePattern } from "./patterns";

/** From afar the edges of small things would turn the map into one grey. */
interface Band {
  /** Coarsest resolution of the band in metres per pixel. */
  readonly to: number;
  readonly thinner: number;
}
const FARTHEST: Band = { to: Infinity, thinner: 0 };
const BANDS: readonly Band[] = [
  { to: 1.2, thinner: 1 },
  { to: 2.5, thinner: 0.6 },
  { to: 6, thinner: 0.3 },
];
/** Lines without an area, such as those of blocks, never vanish. */
const THINNEST_LINE = 0.35;
/** On a screen full of parcels the style files' colours would shout. */
const CALM = 0.78;

function bandOf(resolution: number): Band {
  return BANDS.find(({ to }) => resolution <= to) ?? FARTHEST;
}

export class Painter {
  private readonly styles = new Map<Look, Map<Band, Style>>();

  constructor(
    readonly palette: Palette,
    readonly pixelRatio: number,
  ) {}

  /** Style of a look; `resolution` in metres per pixel thins edges from afar. */
  styleOf(look: Look, resolution: number, isSmall: boolean): Style {
    const band = bandOf(resolution);
    const bands = this.styles.get(look) ?? new Map<Band, Style>();
    this.styles.set(look, bands);
    const known = bands.get(band);
    if (known) return known;
    const stroke = this.strokeOf(look, band, isSmall);
    const fill = this.fillOf(look);
    const image = this.imageOf(look);
    const style = new Style({
      ...(fill ? { fill } : {}),
      ...(stroke ? { stroke } : {}),
      ...(image ? { image } : {}),
    });
    bands.set(band, style);
    return style;
  }

  /** Style function of a layer that follows a legend. */
  function(legend: LegendConfig, isSmall: boolean): StyleFunction {
    const { attribute } = legend;
    return (feature: FeatureLike, resolution: number) => {
      const value = attribute === null ? null : (feature.get(attribute) as unknown);
      return this.styleOf(findLook(legend, value), resolution, isSmall);
    };
  }

  /** The same for areas only: where points have marks of their own. */
  areas(legend: LegendConfig): StyleFunction {
    const all = this.function(legend, false);
    return (feature, resolution) =>
      feature.getGeometry()?.getType() === "Point" ? undefined : all(feature, resolution);
  }

  /** Edges of the first look and hardly a fill, so that what lies below is seen. */
  outlines(legend: LegendConfig): StyleFunction {
    const style = this.outlineStyle(legend);
    return () => style;
  }

  outlineStyle(legend: LegendConfig): Style {
    const [look] = legend.items;
    const colour = inked(look?.stroke ?? "#2B2B2B", this.palette);
    return new Style({
      fill: new Fill({ color: withOpacity(colour, 0.1) }),
      stroke: new Stroke({ color: withOpacity(colour, 0.75), width: 0.7 }),
    });
  }

  private imageOf(look: Look): Icon | null {
    if (look.icon === undefined) return null;
    return new Icon({ img: drawMark(look, this.pixelRatio), scale: 1 / this.pixelRatio });
  }

  private fillOf(look: Look): Fill | null {
    if (!look.fill) return null;
    if (isBlank(look)) return new Fill({ color: this.palette.blank });
    // The classes of a ramp are told apart by lightness: those stay as they are.
    const opacity = (look.opacity ?? 1) * (look.from === undefined ? CALM : 1);
    if (!isPattern(look.pattern)) {
      return new Fill({ color: withOpacity(look.fill, opacity) });
    }
    const ink = withOpacity(look.fill, Math.min(1, opacity + 0.2));
    const ground = withOpacity(look.fill, opacity * 0.22);
    return new Fill({ color: makePattern(look.pattern, ink, ground, this.pixelRatio) });
  }

  private strokeOf(look: Look, { thinner }: Band, isSmall: boolean): Stroke | null {
    const part = isSmall ? thinner : Math.max(thinner, THINNEST_LINE);
    if (!look.stroke || part === 0) return null;
    return new Stroke({
      color: inked(look.stroke, this.palette),
      width: (look.width ?? 1) * part,
      ...(look.dash ? { lineDash: [...look.dash] } : {}),
    });
  }
}
