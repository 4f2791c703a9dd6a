/** A small map on the pages of imports: the authority, and over it what a file says. */

import Feature from "ol/Feature";
import OlMap from "ol/Map";
import { defaults as defaultControls } from "ol/control/defaults";
import type { Extent as OlExtent } from "ol/extent";
import { extend, intersects, isEmpty } from "ol/extent";
import GeoJSON from "ol/format/GeoJSON";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import type { StyleFunction } from "ol/style/Style";
import type { Extent, PageConfig } from "../page/config";
import { Camera } from "../map/camera";
import { Painter } from "../map/painter";
import { paletteFor } from "../map/palette";
import { registerStorage } from "../map/projection";
import { layerConfig, makeSource, makeTileLayer, styleOfLayer } from "../map/tile-layers";
import type { LayerName } from "../view/state";

const BELOW: readonly LayerName[] = ["boundary", "blocks", "parcels"];
const COLOURS = { style: "use", reformBy: "percent", reform: false } as const;
const ABOVE = 100;
const FRAME_PX = 36;
const FINEST_M_PER_PX = 0.15;
/** A file in a wrong system lies anywhere: the map can be left that far. */
const WIDER = 60;

function widened([west, south, east, north]: Extent): Extent {
  const margin = (WIDER * Math.max(east - west, north - south)) / 2;
  return [west - margin, south - margin, east + margin, north + margin];
}

export class ImportMap {
  private readonly camera: Camera;
  private readonly drawn = new VectorSource();

  constructor(
    target: HTMLElement,
    private readonly config: PageConfig,
    style: StyleFunction,
  ) {
    const projection = registerStorage(config.srid, config.proj4);
    this.camera = new Camera(projection, widened(config.extent), config.tileGrid, null);
    const map = new OlMap({
      target,
      view: this.camera.view,
      controls: defaultControls({ attribution: false, rotate: false }),
      interactions: defaultInteractions({
        altShiftDragRotate: false,
        pinchRotate: false,
        // The page is scrolled more often than the map is zoomed.
        mouseWheelZoom: true,
        onFocusOnly: true,
      }),
    });
    this.camera.attach(map);
    const painter = new Painter(paletteFor(matchMedia("(prefers-color-scheme: dark)").matches), 1);
    for (const [index, name] of BELOW.entries()) {
      const listed = layerConfig(config, name);
      if (!listed) continue;
      const source = makeSource(name, listed, config, projection, config.taxYear);
      const layer = makeTileLayer(name, listed, config, source, index);
      const legend = listed.legends[0];
      // What is there already stands back behind what the file says.
      const tiles = name === "parcels" && legend ? painter.outlines(legend) : styleOfLayer(listed, name, painter, COLOURS);
      if (tiles) layer.setStyle(tiles);
      map.addLayer(layer);
    }
    map.addLayer(new VectorLayer({ source: this.drawn, style, zIndex: ABOVE }));
    this.show(config.extent);
  }

  /** Draw features of the storage reference system instead of the former ones. */
  draw(collection: unknown): readonly Feature[] {
    const features = new GeoJSON().readFeatures(collection);
    this.drawn.clear(true);
    this.drawn.addFeatures(features);
    return features;
  }

  /** Go where the features are; to the authority where there are none. */
  showDrawn(): void {
    this.show(this.extentOfDrawn() ?? this.config.extent);
  }

  /** Show the authority, and all features only where none of them is inside it. */
  showAuthority(): void {
    const drawn = this.extentOfDrawn();
    const whole: OlExtent = [...this.config.extent];
    // One shape far away, a slip of somebody's hand, must not make all others vanish.
    const inside = drawn === null || intersects(drawn, whole);
    this.show(inside ? whole : extend(whole, drawn));
  }

  private show(extent: readonly number[]): void {
    const padding = [FRAME_PX, FRAME_PX, FRAME_PX, FRAME_PX];
    this.camera.view.fit([...extent], { padding, minResolution: FINEST_M_PER_PX });
  }

  extentOfDrawn(): OlExtent | null {
    const extent = this.drawn.getExtent();
    return extent && !isEmpty(extent) && extent.every(Number.isFinite) ? extent : null;
  }
}
