/** Signs of gaps: one for each gap, the dearest first where room is short. */

import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import type RenderFeature from "ol/render/Feature";
import VectorSource from "ol/source/Vector";
import Icon from "ol/style/Icon";
import Style from "ol/style/Style";
import { drawGapSign, gapIcon } from "./gap-icons";
import type { Palette } from "./palette";
import { anchorOf, largestPieces } from "./pieces";

const MOST_SIGNS = 1500;
const INK = "#2B1020";
/** Raised above the middle, where the parcel's own label stands. */
const RAISED_PX = 13;

export class GapSigns {
  readonly layer: VectorLayer<VectorSource<Feature<Point>>>;
  private readonly source = new VectorSource<Feature<Point>>();
  private readonly styles = new Map<string, Style>();

  constructor(
    private palette: Palette,
    private readonly pixelRatio: number,
  ) {
    this.layer = new VectorLayer({
      source: this.source,
      declutter: "labels",
      properties: { name: "gaps" },
      style: (feature) => this.styleOf(String(feature.get("kind"))),
    });
  }

  recolour(palette: Palette): void {
    this.palette = palette;
    this.styles.clear();
    this.layer.changed();
  }

  /** Put signs on the gaps that the tiles show now. */
  update(gaps: readonly RenderFeature[]): void {
    const ranked = [...largestPieces(gaps, "id").entries()]
      .map(([id, piece]) => ({ id, piece, baht: Number(piece.get("baht")) || 0 }))
      .sort((a, b) => b.baht - a.baht)
      .slice(0, MOST_SIGNS);
    const signs: Feature<Point>[] = [];
    for (const { id, piece } of ranked) {
      const anchor = anchorOf(piece);
      if (!anchor) continue;
      const kind = String(piece.get("kind"));
      signs.push(new Feature({ geometry: new Point([anchor.x, anchor.y]), id, kind }));
    }
    this.source.clear(true);
    this.source.addFeatures(signs);
  }

  private styleOf(kind: string): Style {
    const name = gapIcon(kind);
    const known = this.styles.get(name);
    if (known) return known;
    const style = new Style({
      image: new Icon({
        img: drawGapSign(name, this.palette.gap, INK, this.pixelRatio),
        scale: 1 / this.pixelRatio,
        displacement: [0, RAISED_PX],
        declutterMode: "declutter",
      }),
    });
    this.styles.set(name, style);
    return style;
  }
}
