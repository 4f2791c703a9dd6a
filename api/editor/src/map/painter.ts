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

/** Edges of small things vanish before they turn the map into one grey. */
const NO_EDGES_FROM = 6;
const FINE_EDGES_FROM = 2.5;
const FINE_EDGE_PX = 0.35;

type Band = "none" | "fine" | "full";

function bandOf(resolution: number): Band {
  if (resolution > NO_EDGES_FROM) return "none";
  return resolution > FINE_EDGES_FROM ? "fine" : "full";
}

export class Painter {
  private readonly styles = new Map<Look, Map<Band, Style>>();

  constructor(
    readonly palette: Palette,
    readonly pixelRatio: number,
  ) {}

  /** Style of a look; `resolution` in metres per pixel thins the edges of small things. */
  styleOf(look: Look, resolution: number, thins: boolean): Style {
    const band = thins ? bandOf(resolution) : "full";
    const bands = this.styles.get(look) ?? new Map<Band, Style>();
    this.styles.set(look, bands);
    const known = bands.get(band);
    if (known) return known;
    const style = this.make(look, band);
    bands.set(band, style);
    return style;
  }

  /** Style function of a layer that follows a legend. */
  function(legend: LegendConfig, thins: boolean): StyleFunction {
    const { attribute } = legend;
    return (feature: FeatureLike, resolution: number) => {
      const value = attribute === null ? null : (feature.get(attribute) as unknown);
      return this.styleOf(findLook(legend, value), resolution, thins);
    };
  }

  private make(look: Look, band: Band): Style {
    const fill = this.fillOf(look);
    const stroke = this.strokeOf(look, band);
    const image =
      look.icon === undefined
        ? null
        : new Icon({ img: drawMark(look, this.pixelRatio), scale: 1 / this.pixelRatio });
    return new Style({
      ...(fill ? { fill } : {}),
      ...(stroke ? { stroke } : {}),
      ...(image ? { image } : {}),
    });
  }

  private fillOf(look: Look): Fill | null {
    if (!look.fill) return null;
    if (isBlank(look)) return new Fill({ color: this.palette.blank });
    const opacity = look.opacity ?? 1;
    if (!isPattern(look.pattern)) {
      return new Fill({ color: withOpacity(look.fill, opacity) });
    }
    const ink = withOpacity(look.fill, Math.min(1, opacity + 0.2));
    const ground = withOpacity(look.fill, opacity * 0.22);
    return new Fill({ color: makePattern(look.pattern, ink, ground, this.pixelRatio) });
  }

  private strokeOf(look: Look, band: Band): Stroke | null {
    if (!look.stroke || band === "none") return null;
    const width = look.width ?? 1;
    return new Stroke({
      color: inked(look.stroke, this.palette),
      width: band === "fine" ? Math.min(width, FINE_EDGE_PX) : width,
      ...(look.dash ? { lineDash: [...look.dash] } : {}),
    });
  }
}
