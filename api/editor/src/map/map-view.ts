/** The map on the page: layers, pointer, selection. It knows nothing of panels or lists. */

import Feature from "ol/Feature";
import OlMap from "ol/Map";
import GeoJSON from "ol/format/GeoJSON";
import Point from "ol/geom/Point";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import TileLayerOfImages from "ol/layer/Tile";
import VectorLayer from "ol/layer/Vector";
import type { Projection } from "ol/proj";
import XYZ from "ol/source/XYZ";
import VectorSource from "ol/source/Vector";
import type { Extent, PageConfig } from "../page/config";
import type { LayerName, Place } from "../view/state";
import { LAYER_NAMES } from "../view/state";
import { Camera } from "./camera";
import { GapSigns } from "./gap-signs";
import { Hover } from "./hover";
import { LabelLayer } from "./labels";
import { selectionStyles } from "./highlights";
import type { Palette } from "./palette";
import { paletteFor } from "./palette";
import { Painter } from "./painter";
import type { Picked } from "./pick";
import { pick } from "./pick";
import type { Colours, TileLayer, TileSource } from "./tile-layers";
import {
  allowedLayers, layerConfig, makeSource, makeTileLayer, styleOfLayer, tileUrl,
} from "./tile-layers";

export interface MapEvents {
  moved(place: Place): void;
  picked(what: Picked | null): void;
  pointed(point: readonly [number, number] | null): void;
  hovered(code: string | null): void;
  /** Tiles still under way, and whether any failed since the last move. */
  loading(pending: number, failed: boolean): void;
  /** The page went dark or light: legends must follow. */
  recoloured(): void;
}

const OVER_ALL = 100;
const ANNOTATE_AFTER_MS = 100;

export class MapView {
  readonly map: OlMap;
  readonly camera: Camera;
  private palette: Palette;
  private painter: Painter;
  private colours: Colours = { style: "use", reformBy: "percent", reform: false };
  private readonly layers = new Map<LayerName, TileLayer>();
  private readonly sources = new Map<LayerName, TileSource>();
  private readonly selection = new VectorSource();
  private readonly selectionLayer: VectorLayer;
  private readonly labels: LabelLayer;
  private readonly gapSigns: GapSigns | null;
  private readonly hover: Hover;
  private readonly pixelRatio = Math.max(1, window.devicePixelRatio || 1);
  private pending = 0;
  private failed = false;
  private annotating = 0;

  constructor(
    target: HTMLElement,
    private readonly config: PageConfig,
    readonly projection: Projection,
    private year: number,
    place: Place | null,
    private readonly events: MapEvents,
  ) {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    this.palette = paletteFor(dark.matches);
    this.painter = new Painter(this.palette, this.pixelRatio);
    this.camera = new Camera(projection, config.extent, config.tileGrid, place);
    this.map = new OlMap({
      target,
      view: this.camera.view,
      controls: [],
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
      pixelRatio: this.pixelRatio,
      maxTilesLoading: 12,
    });
    this.camera.attach(this.map);
    this.addBasemap();
    for (const name of allowedLayers(config)) this.addTileLayer(name);
    const parcels = this.layers.get("parcels");
    const source = this.sources.get("parcels");
    if (!parcels || !source) throw new Error("The map needs the parcel layer.");
    this.hover = new Hover(this.map, parcels, source, this.palette, events.hovered);
    this.labels = new LabelLayer(this.palette);
    const gapLegend = layerConfig(config, "gaps")?.legends[0];
    this.gapSigns = gapLegend ? new GapSigns(gapLegend, this.pixelRatio) : null;
    this.selectionLayer = new VectorLayer({ source: this.selection });
    const above = [this.hover.layer, this.selectionLayer, this.labels.layer, this.gapSigns?.layer];
    for (const [index, layer] of above.entries()) {
      if (!layer) continue;
      layer.setZIndex(OVER_ALL + index);
      this.map.addLayer(layer);
    }
    this.restyleAll();
    this.listen();
    dark.addEventListener("change", (event) => this.recolour(paletteFor(event.matches)));
    if (place === null) this.camera.showWhole(false);
  }

  get paint(): Painter {
    return this.painter;
  }

  /** Extent on the screen in the storage reference system. */
  get shown(): Extent | null {
    const size = this.map.getSize();
    if (!size) return null;
    return this.camera.view.calculateExtent(size) as unknown as Extent;
  }

  setVisible(names: readonly LayerName[]): void {
    for (const [name, layer] of this.layers) layer.setVisible(names.includes(name));
    this.gapSigns?.layer.setVisible(names.includes("gaps"));
    this.annotate();
  }

  setColours(colours: Colours): void {
    const { style, reformBy, reform } = this.colours;
    if (style === colours.style && reformBy === colours.reformBy && reform === colours.reform) return;
    this.colours = colours;
    for (const name of ["parcels", "buildings", "reform"] as const) this.restyle(name);
  }

  setYear(year: number): void {
    if (year === this.year) return;
    this.year = year;
    for (const [name, source] of this.sources) {
      source.setUrl(tileUrl(name, year, this.config));
    }
  }

  /** Ask the server again for a layer whose data this page has changed. */
  refresh(name: LayerName): void {
    this.sources.get(name)?.refresh();
  }

  /** Ask again for tiles that could not be had. */
  retry(): void {
    this.failed = false;
    for (const source of this.sources.values()) source.refresh();
  }

  /** Let a geometry of the storage reference system glow; null ends it. */
  select(geometry: unknown): void {
    this.selection.clear(true);
    const read = geometry ? new GeoJSON().readGeometry(geometry) : null;
    if (read) this.selection.addFeature(new Feature(read));
    else this.selection.changed();
  }

  selectPoint(point: readonly [number, number]): void {
    this.selection.clear(true);
    this.selection.addFeature(new Feature(new Point([...point])));
  }

  private addBasemap(): void {
    if (!this.config.basemapUrl) return;
    this.map.addLayer(
      new TileLayerOfImages({
        source: new XYZ({ url: this.config.basemapUrl, crossOrigin: "anonymous" }),
        opacity: 0.7,
        zIndex: 0,
      }),
    );
  }

  private addTileLayer(name: LayerName): void {
    const { config } = this;
    const listed = layerConfig(config, name);
    if (!listed) return;
    const source = makeSource(name, listed, config, this.projection, this.year);
    const index = LAYER_NAMES.indexOf(name);
    const layer = makeTileLayer(name, listed, config, source, index);
    this.sources.set(name, source);
    this.layers.set(name, layer);
    this.map.addLayer(layer);
    source.on("tileloadstart", () => this.count(1, false));
    source.on("tileloadend", () => {
      this.count(-1, false);
      this.annotate();
    });
    source.on("tileloaderror", () => this.count(-1, true));
  }

  private count(change: number, failed: boolean): void {
    this.pending = Math.max(0, this.pending + change);
    this.failed = this.failed || failed;
    this.events.loading(this.pending, this.failed);
  }

  private recolour(palette: Palette): void {
    this.palette = palette;
    this.painter = new Painter(palette, this.pixelRatio);
    this.labels.recolour(palette);
    this.hover.recolour(palette);
    this.restyleAll();
    this.events.recoloured();
  }

  private restyleAll(): void {
    for (const name of this.layers.keys()) this.restyle(name);
    this.selectionLayer.setStyle([...selectionStyles(this.palette)]);
  }

  private restyle(name: LayerName): void {
    const listed = layerConfig(this.config, name);
    const style = listed && styleOfLayer(listed, name, this.painter, this.colours);
    if (style) this.layers.get(name)?.setStyle(style);
  }

  private listen(): void {
    this.map.on("moveend", () => {
      const { place } = this.camera;
      if (place) this.events.moved(place);
      this.annotate();
    });
    this.map.on("click", (event) => this.events.picked(pick(this.map, event.pixel)));
    this.map.on("pointermove", (event) => {
      const [x, y] = event.coordinate;
      if (x !== undefined && y !== undefined) this.events.pointed([x, y]);
    });
    this.map.getViewport()?.addEventListener("pointerleave", () => this.events.pointed(null));
    // Labels drawn before the Thai face has come would be measured with another one.
    void document.fonts
      .load('500 12px "Sarabun"', "ก1A")
      .then(() => this.labels.layer.changed());
  }

  /** Labels and signs for the tiles that are there now; tiles come in bursts. */
  private annotate(): void {
    if (this.annotating) return;
    this.annotating = window.setTimeout(() => {
      this.annotating = 0;
      this.annotateNow();
    }, ANNOTATE_AFTER_MS);
  }

  private annotateNow(): void {
    const extent = this.shown;
    const resolution = this.camera.view.getResolution();
    if (!extent || resolution === undefined) return;
    const featuresOf = (name: LayerName) => {
      const layer = this.layers.get(name);
      return layer?.getVisible() ? layer.getFeaturesInExtent([...extent]) : [];
    };
    this.labels.update(
      resolution < 1 ? featuresOf("parcels") : [],
      featuresOf("blocks"),
      resolution,
    );
    this.gapSigns?.update(featuresOf("gaps"), resolution);
  }
}
