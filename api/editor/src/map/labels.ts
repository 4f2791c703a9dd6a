/** Labels of parcels (code, then area) and blocks. They never overlap and never repeat. */

import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import RenderFeature from "ol/render/Feature";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import { raiNganWa } from "../page/format";
import { blockLabel } from "./highlights";
import type { Palette } from "./palette";
import { anchorOf, largestPieces } from "./pieces";

const CODES_FROM_RESOLUTION = 0.75;
const AREAS_FROM_RESOLUTION = 0.28;
const FONT = "500 12px Sarabun, sans-serif";
const CHARACTER_PX = 6.4;
const LINE_PX = 15;

/** Does a text of so many characters fit into a box? */
export function fits(
  characters: number,
  lines: number,
  box: { readonly width: number; readonly height: number },
  resolution: number,
): boolean {
  const width = (characters * CHARACTER_PX + 4) * resolution;
  return width <= box.width && lines * LINE_PX * resolution <= box.height;
}

function labelText(piece: RenderFeature, resolution: number): string | null {
  const code = String(piece.get("code") ?? "");
  const anchor = anchorOf(piece);
  if (!code || !anchor) return null;
  const wa = Number(piece.get("area_wa"));
  if (resolution <= AREAS_FROM_RESOLUTION && wa > 0) {
    const area = raiNganWa(wa);
    const widest = Math.max(code.length, area.length);
    if (fits(widest, 2, anchor, resolution)) return `${code}\n${area}`;
  }
  return fits(code.length, 1, anchor, resolution) ? code : null;
}

export class LabelLayer {
  readonly layer: VectorLayer<VectorSource<Feature<Point>>>;
  private readonly source = new VectorSource<Feature<Point>>();

  constructor(private palette: Palette) {
    this.layer = new VectorLayer({
      source: this.source,
      declutter: "labels",
      style: (feature, resolution) => this.styleOf(feature as Feature<Point>, resolution),
    });
  }

  recolour(palette: Palette): void {
    this.palette = palette;
    this.layer.changed();
  }

  /** Put labels on what the tiles show now. */
  update(
    parcels: readonly RenderFeature[],
    blocks: readonly RenderFeature[],
    resolution: number,
  ): void {
    const labels: Feature<Point>[] = [];
    if (resolution <= CODES_FROM_RESOLUTION) {
      for (const piece of largestPieces(parcels, "code").values()) {
        const text = labelText(piece, resolution);
        const anchor = anchorOf(piece);
        if (text !== null && anchor) labels.push(labelAt(anchor.x, anchor.y, "parcel", text));
      }
    }
    for (const [code, piece] of largestPieces(blocks, "code")) {
      const anchor = anchorOf(piece);
      if (anchor) labels.push(labelAt(anchor.x, anchor.y, "block", String(code)));
    }
    this.source.clear(true);
    this.source.addFeatures(labels);
  }

  private styleOf(feature: Feature<Point>, resolution: number): Style | undefined {
    const text = String(feature.get("text"));
    if (feature.get("what") === "block") {
      return blockLabel(text, resolution, this.palette) ?? undefined;
    }
    if (resolution > CODES_FROM_RESOLUTION) return undefined;
    return new Style({
      text: new Text({
        text,
        font: FONT,
        overflow: true,
        fill: new Fill({ color: this.palette.ink }),
        stroke: new Stroke({ color: this.palette.halo, width: 3 }),
      }),
    });
  }
}

function labelAt(x: number, y: number, what: string, text: string): Feature<Point> {
  return new Feature({ geometry: new Point([x, y]), what, text });
}
