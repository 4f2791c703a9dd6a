/** Thickens the edge of the parcel under the pointer. */

import type { FeatureLike } from "ol/Feature";
import type OlMap from "ol/Map";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import VectorTileLayer from "ol/layer/VectorTile";
import type RenderFeature from "ol/render/Feature";
import type Style from "ol/style/Style";
import { hoverStyle } from "./highlights";
import type { Palette } from "./palette";
import type { TileLayer, TileSource } from "./tile-layers";

/** Parcels that are only a few pixels wide are not worth pointing at. */
const COARSEST_RESOLUTION = 4;

export class Hover {
  readonly layer: TileLayer;
  private code: string | null = null;
  private style: Style;
  private pointer = 0;

  constructor(
    private readonly map: OlMap,
    private readonly parcels: TileLayer,
    source: TileSource,
    palette: Palette,
    private readonly onChange: (code: string | null) => void,
  ) {
    this.style = hoverStyle(palette);
    this.layer = new VectorTileLayer<TileSource, RenderFeature>({
      source,
      renderMode: "vector",
      maxResolution: COARSEST_RESOLUTION,
      style: (feature: FeatureLike) =>
        this.code !== null && feature.get("code") === this.code ? this.style : undefined,
    });
    map.on("pointermove", (event) => this.follow(event as MapBrowserEvent<PointerEvent>));
    map.getViewport()?.addEventListener("pointerleave", () => this.set(null));
  }

  recolour(palette: Palette): void {
    this.style = hoverStyle(palette);
    this.layer.changed();
  }

  private follow(event: MapBrowserEvent<PointerEvent>): void {
    if (event.dragging || event.originalEvent.pointerType === "touch") return;
    const resolution = this.map.getView().getResolution() ?? Infinity;
    if (resolution > COARSEST_RESOLUTION || !this.parcels.getVisible()) {
      this.set(null);
      return;
    }
    this.pointer += 1;
    const asked = this.pointer;
    void this.parcels.getFeatures(event.pixel).then((found) => {
      if (asked !== this.pointer) return;
      const code = found[found.length - 1]?.get("code") as unknown;
      this.set(typeof code === "string" ? code : null);
    });
  }

  private set(code: string | null): void {
    if (code === this.code) return;
    this.code = code;
    const target = this.map.getTargetElement();
    if (target) target.style.cursor = code === null ? "" : "pointer";
    this.layer.changed();
    this.onChange(code);
  }
}
