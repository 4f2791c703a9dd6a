/** Signs of gaps: one for each gap nearby, one for many far away, the dearest first. */

import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import type RenderFeature from "ol/render/Feature";
import VectorSource from "ol/source/Vector";
import Icon from "ol/style/Icon";
import Style from "ol/style/Style";
import type { LegendConfig } from "../page/config";
import type { GapPoint } from "./gap-clusters";
import { clusterGaps } from "./gap-clusters";
import { findLook } from "./looks";
import { drawDisc } from "./marks";
import { anchorOf, largestPieces } from "./pieces";

const MOST_SIGNS = 600;
/** Metres per pixel above which signs are gathered. */
const GATHERED_FROM = 1.2;
const CELL_PX = 72;
/** Near by, a sign stands above the parcel's label (one line, then two). */
const RAISED: readonly (readonly [number, number])[] = [[0.28, 28], [0.75, 20]];

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
      style: (feature, resolution) =>
        this.styleOf(String(feature.get("kind")), Number(feature.get("count")), resolution),
    });
  }

  /** Put signs on the gaps that the tiles show now. */
  update(pieces: readonly RenderFeature[], resolution: number): void {
    const points = gapPoints(pieces);
    const shown =
      resolution > GATHERED_FROM ? clusterGaps(points, CELL_PX * resolution) : points;
    this.source.clear(true);
    this.source.addFeatures(
      shown.slice(0, MOST_SIGNS).map(
        ({ id, kind, count, x, y }) =>
          new Feature({ geometry: new Point([x, y]), id, kind, count }),
      ),
    );
  }

  private styleOf(kind: string, count: number, resolution: number): Style {
    const raised = RAISED.find(([to]) => resolution <= to)?.[1] ?? 0;
    const key = count > 1 ? `count/${count}` : `${kind}/${raised}`;
    const known = this.styles.get(key);
    if (known) return known;
    const style = new Style({
      image: new Icon({
        img: drawDisc(findLook(this.legend, kind), count, this.pixelRatio),
        scale: 1 / this.pixelRatio,
        displacement: [0, count > 1 ? 0 : raised],
        declutterMode: "declutter",
      }),
    });
    this.styles.set(key, style);
    return style;
  }
}

/** One point for each gap of the tiles, the dearest first. */
function gapPoints(pieces: readonly RenderFeature[]): readonly GapPoint[] {
  const points: GapPoint[] = [];
  for (const [id, piece] of largestPieces(pieces, "id")) {
    const anchor = anchorOf(piece);
    if (!anchor) continue;
    points.push({
      id: Number(id),
      kind: String(piece.get("kind")),
      baht: Number(piece.get("baht")) || 0,
      count: Number(piece.get("count")) || 1,
      x: anchor.x,
      y: anchor.y,
    });
  }
  return points.sort((a, b) => b.baht - a.baht);
}
