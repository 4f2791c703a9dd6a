/** Signs of gaps: one for each gap, the dearest first where room is short. */

import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import type RenderFeature from "ol/render/Feature";
import VectorSource from "ol/source/Vector";
import Icon from "ol/style/Icon";
import Style from "ol/style/Style";
import type { LegendConfig } from "../page/config";
import { findLook } from "./looks";
import { drawDisc } from "./marks";
import { anchorOf, largestPieces } from "./pieces";

const MOST_SIGNS = 1500;
/** Raised above the middle, where the parcel's own label stands. */
const RAISED_PX = 13;

export class GapSigns {
  readonly layer: VectorLayer<VectorSource<Feature<Point>>>;
  private readonly source = new VectorSource<Feature<Point>>();
  private readonly styles = new Map<string, Style>();

  constructor(
    private readonly legend: LegendConfig,
    private readonly pixelRatio: number,
  ) {
    this.layer = new VectorLayer({
      source: this.source,
      declutter: "labels",
      properties: { name: "gaps" },
      style: (feature) =>
        this.styleOf(String(feature.get("kind")), Number(feature.get("count"))),
    });
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
      const count = Number(piece.get("count")) || 1;
      signs.push(new Feature({ geometry: new Point([anchor.x, anchor.y]), id, kind, count }));
    }
    this.source.clear(true);
    this.source.addFeatures(signs);
  }

  private styleOf(kind: string, count: number): Style {
    const key = count > 1 ? `count/${count}` : kind;
    const known = this.styles.get(key);
    if (known) return known;
    const look = findLook(this.legend, kind);
    const style = new Style({
      image: new Icon({
        img: drawDisc(look, count, this.pixelRatio),
        scale: 1 / this.pixelRatio,
        displacement: [0, count > 1 ? 0 : RAISED_PX],
        declutterMode: "declutter",
      }),
    });
    this.styles.set(key, style);
    return style;
  }
}
