/** Puts the parts on the page and lets them hear of each other. */

import { Client } from "./api/client";
import type { Found, Gap, GapDecision, GapFile, Parcel } from "./api/types";
import type { Texts } from "./i18n/text";
import { Drawer } from "./list/drawer";
import { GapList } from "./list/gap-list";
import { ResultList } from "./list/result-list";
import { LayerSwitch } from "./map/layer-switch";
import { Legend } from "./map/legend";
import { MapView } from "./map/map-view";
import type { PanelTab, Picked } from "./map/pick";
import { registerStorage } from "./map/projection";
import { ReformBar } from "./map/reform-bar";
import { StatusBar } from "./map/status-bar";
import type { Colours } from "./map/tile-layers";
import { defaultLayers, layerConfig } from "./map/tile-layers";
import { Disclosure, StyleSwitch, zoomButtons } from "./map/toolbar";
import type { PageConfig } from "./page/config";
import { maySettleGaps, seesNames } from "./page/config";
import { h } from "./page/element";
import { gapKinds } from "./page/gap-kinds";
import { TileNotice } from "./page/tile-notice";
import { Toasts } from "./page/toast";
import { GapPanel } from "./panel/gap-panel";
import { ParcelPanel } from "./panel/parcel-panel";
import { ReformNote } from "./panel/reform-note";
import type { LayerName, ListName, ViewState } from "./view/state";
import { ViewStore } from "./view/store";

const TAB_OF_FOUND: Readonly<Record<Found["kind"], PanelTab | null>> = {
  parcel: null,
  building: "buildings",
  sign: "signs",
  party: "owners",
  asset: "leases",
};
const ROOMY_PX = 1100;

/** The layer of a reform is one only while a reform is looked at. */
function shownLayers({ layers, reform }: ViewState): readonly LayerName[] {
  return reform === null ? layers.filter((name) => name !== "reform") : layers;
}

export class App {
  private readonly store: ViewStore;
  private readonly map: MapView;
  private readonly toasts = new Toasts();
  private readonly aside: HTMLElement;
  private readonly parcelPanel: ParcelPanel;
  private readonly gapPanel: GapPanel;
  private readonly gapList: GapList;
  private readonly resultList: ResultList;
  private readonly drawer: Drawer;
  private readonly styleSwitch: StyleSwitch;
  private readonly layerSwitch: LayerSwitch;
  private readonly legend: Legend;
  private readonly layersCard: Disclosure;
  private readonly statusBar: StatusBar;
  private readonly notice: TileNotice;
  private readonly reformBar: ReformBar | null;
  private readonly reformNote: ReformNote;
  private parcel: Parcel | null = null;
  private gap: GapFile | null = null;
  private flying: boolean;
  private tab: PanelTab | null = null;

  constructor(
    root: HTMLElement,
    private readonly config: PageConfig,
    texts: Texts,
  ) {
    const layers = defaultLayers(config);
    this.store = new ViewStore(window, {
      layers,
      year: config.taxYear,
      years: config.taxYears,
      reform: config.reform?.id ?? null,
    });
    const { view } = this.store;
    this.flying = view.place === null;
    const client = new Client(config.csrf);
    const kinds = gapKinds(config);
    const projection = registerStorage(config.srid, config.proj4);

    this.aside = h("aside", { class: "kk-panel", "aria-label": texts.say("panel.label"), tabindex: -1, hidden: true });
    this.reformNote = new ReformNote(texts, client);
    this.parcelPanel = new ParcelPanel(
      texts,
      client,
      kinds,
      !seesNames(config.user.role),
      {
        loaded: (parcel) => this.parcelLoaded(parcel),
        fly: (parcel) => parcel.extent && this.map.camera.flyTo(parcel.extent),
        openGap: (gap) => this.store.change({ gap }),
        close: () => this.close(),
      },
      this.reformNote.element,
    );
    this.gapPanel = new GapPanel(texts, client, kinds, maySettleGaps(config.user.role), {
      loaded: (gap) => this.gapLoaded(gap),
      fly: (gap) => this.flyToGap(gap),
      openParcel: (parcel) => this.store.change({ parcel, gap: null }),
      settled: (gap, decision, undo) => this.gapSettled(texts, gap, decision, undo),
      close: () => this.close(),
    });
    this.gapList = new GapList(texts, client, kinds, {
      choose: (gap) => this.chooseGap(gap),
      kind: (gapKind) => this.store.change({ gapKind }),
      summary: (sentence, exact) => this.drawer.say(sentence, exact),
    });
    const field = document.querySelector<HTMLInputElement>("input#search");
    this.resultList = new ResultList(texts, client, field, (found) => this.openFound(found));
    const lists = new Map<ListName, HTMLElement>();
    if (this.seesGaps) lists.set("gaps", this.gapList.element);
    lists.set("results", this.resultList.element);
    this.drawer = new Drawer(texts, lists, (list) => this.store.change({ list }));
    this.styleSwitch = new StyleSwitch(texts, (style) => this.store.change({ style }));
    this.reformBar = config.reform && new ReformBar(texts, config.reform, {
      measure: (reformBy) => this.store.change({ reformBy }),
      leave: () => this.leaveReform(),
    });
    this.layerSwitch = new LayerSwitch(texts, config, (names) =>
      this.store.change({ layers: names, reform: names.includes("reform") ? (config.reform?.id ?? null) : null }),
    );
    this.legend = new Legend(config);
    this.layersCard = new Disclosure("card-layers", texts.say("map.layers"), "layers", this.layerSwitch.element);
    const legendCard = new Disclosure("card-legend", texts.say("map.legend"), "legend", this.legend.element);
    legendCard.set(window.innerWidth >= ROOMY_PX);
    const attribution = config.basemapUrl ? (config.basemapAttribution ?? null) : null;
    this.statusBar = new StatusBar(texts, projection, attribution, (resolution) =>
      this.map.camera.setResolution(resolution),
    );
    this.notice = new TileNotice(texts, () => this.map.retry());

    const canvas = h("div", { class: "kk-map-canvas", role: "region", tabindex: 0, "aria-label": texts.say("map.label") });
    const stage = h(
      "div",
      { class: "kk-stage" },
      canvas,
      h("div", { class: "kk-over-top" }, this.styleSwitch.element, this.reformBar?.element, this.layersCard.element),
      h("div", { class: "kk-over-bottom" }, legendCard.element),
      zoomButtons(texts, {
        zoom: (levels) => this.map.camera.zoomBy(levels),
        whole: () => this.map.camera.showWhole(true),
      }),
      this.notice.element,
      this.toasts.element,
    );
    root.replaceChildren(
      h("div", { class: "kk-map-app" }, stage, this.drawer.element, this.statusBar.element, this.aside),
    );
    this.map = new MapView(canvas, config, projection, view.year, view.place, {
      moved: (place) => this.moved(place),
      picked: (what) => this.picked(what),
      pointed: (point) => this.statusBar.showPoint(point),
      hovered: (code) => this.statusBar.showUnder(code),
      loading: (pending, failed) => this.notice.show(pending, failed),
      recoloured: () => this.showLegend(),
    });
    this.store.listen((now, before) => this.show(now, before));
    if (this.seesGaps) this.gapList.show(view.gapKind);
  }

  /** The server lists the layer of gaps for those who may know of them. */
  private get seesGaps(): boolean {
    return layerConfig(this.config, "gaps") !== null;
  }

  /** Esc: fold the topmost thing that is open. */
  back(): void {
    const { view } = this.store;
    if (this.layersCard.open) this.layersCard.set(false);
    else if (view.gap !== null || view.parcel !== null) this.close();
    else if (view.list !== null) this.store.change({ list: null });
  }

  toggleGaps(): void {
    if (this.seesGaps) this.toggleList("gaps");
  }

  private toggleList(list: ListName): void {
    this.store.change({ list: this.store.view.list === list ? null : list });
  }

  enterLayers(): void {
    if (this.layersCard.open) this.layersCard.set(false);
    else this.layersCard.enter();
  }

  zoomBy(levels: number): void {
    this.map.camera.zoomBy(levels);
  }

  setYear(year: number): void {
    if (this.config.taxYears.includes(year)) this.store.change({ year });
  }

  /** Hear the tax year, at once and whenever it changes. */
  listenToYear(listener: (year: number) => void): void {
    this.store.listen((now) => listener(now.year));
  }

  /** Go to what a search has found. False when it has no place on the map. */
  openFound(found: Found): boolean {
    const code = found.parcel_code ?? (found.kind === "parcel" ? found.code : null);
    if (code) {
      this.flying = true;
      this.tab = TAB_OF_FOUND[found.kind];
      const again = code === this.store.view.parcel && this.store.view.gap === null;
      this.store.change({ parcel: code, gap: null });
      if (again && this.parcel?.code === code) this.parcelLoaded(this.parcel);
      this.aside.focus({ preventScroll: true });
      return true;
    }
    if (typeof found.x !== "number" || typeof found.y !== "number") return false;
    this.map.selectPoint([found.x, found.y]);
    this.map.camera.flyToPoint([found.x, found.y]);
    return true;
  }

  private show(now: ViewState, before: ViewState): void {
    const first = now === before;
    const colours = this.coloursOf(now);
    this.map.setColours(colours);
    this.map.setYear(now.year);
    const relayered = first || now.layers !== before.layers || now.reform !== before.reform;
    if (relayered) this.map.setVisible(shownLayers(now));
    this.styleSwitch.show(now.style);
    this.styleSwitch.element.hidden = colours.reform;
    this.reformBar?.show(colours.reform, now.reformBy);
    this.reformNote.show(now.reform, now.parcel);
    const sameColours = now.style === before.style && now.reformBy === before.reformBy;
    if (relayered || !sameColours) this.showLegend();
    this.layerSwitch.show(shownLayers(now));
    if (first || now.list !== before.list) this.drawer.show(now.list);
    if (now.list === "results") this.resultList.show();
    if (this.seesGaps && now.gapKind !== before.gapKind) this.gapList.show(now.gapKind);
    this.gapList.select(now.gap);
    this.showPanel(now);
    this.map.map.updateSize();
    if (!first && now.place && now.place !== before.place) this.map.camera.showPlace(now.place);
  }

  private showPanel(now: ViewState): void {
    if (now.gap !== null) {
      this.gapPanel.open(now.gap, now.parcel);
      this.place(this.gapPanel.element);
    } else if (now.parcel !== null) {
      this.gapPanel.clear();
      this.parcelPanel.open(now.parcel, now.year, this.tab);
      this.place(this.parcelPanel.element);
    } else {
      this.gapPanel.clear();
      this.parcelPanel.clear();
      this.place(null);
    }
    this.tab = null;
    this.showSelection(now);
  }

  private place(content: HTMLElement | null): void {
    this.aside.hidden = content === null;
    if (content === null) this.aside.replaceChildren();
    else if (this.aside.firstChild !== content) this.aside.replaceChildren(content);
  }

  private showSelection(now: ViewState): void {
    if (now.gap === null) this.gap = null;
    if (now.parcel === null) this.parcel = null;
    if (now.gap !== null && this.gap?.id === now.gap) this.map.select(this.gap.geometry);
    else if (now.gap === null && this.parcel?.code === now.parcel) {
      this.map.select(this.parcel?.geometry ?? null);
    } else if (now.gap === null && now.parcel === null) this.map.select(null);
  }

  private showLegend(): void {
    const { view } = this.store;
    this.legend.show(shownLayers(view), this.coloursOf(view), this.map.paint);
  }

  private coloursOf(view: ViewState): Colours {
    const { style, reformBy } = view;
    return { style, reformBy, reform: shownLayers(view).includes("reform") };
  }

  private leaveReform(): void {
    this.store.change({ reform: null });
  }

  private moved(place: NonNullable<ViewState["place"]>): void {
    const resolution = this.map.camera.view.getResolution() ?? 0;
    this.statusBar.showScale(resolution);
    this.layerSwitch.showScale(resolution);
    this.store.change({ place }, "replace");
    this.gapList.moved(this.map.shown);
  }

  private picked(what: Picked | null): void {
    this.flying = false;
    if (what === null) return;
    if (what.kind === "cluster") this.map.camera.closeIn(what.at);
    else if (what.kind === "gap") this.store.change({ gap: what.id, parcel: null });
    else {
      this.tab = what.tab;
      this.store.change({ parcel: what.code, gap: null });
    }
  }

  private chooseGap(gap: Gap): void {
    this.store.change({ gap: gap.id, parcel: null });
    this.flyToGap(gap);
  }

  private flyToGap(gap: Gap): void {
    if (gap.extent) this.map.camera.flyTo(gap.extent);
    else if (typeof gap.x === "number" && typeof gap.y === "number") {
      this.map.camera.flyToPoint([gap.x, gap.y]);
    }
  }

  private parcelLoaded(parcel: Parcel): void {
    this.parcel = parcel;
    this.showSelection(this.store.view);
    if (!parcel.extent) return;
    if (this.flying) this.map.camera.flyTo(parcel.extent);
    else this.map.camera.reveal(parcel.extent);
    this.flying = false;
  }

  private gapLoaded(gap: GapFile): void {
    this.gap = gap;
    this.showSelection(this.store.view);
    if (this.flying) this.flyToGap(gap);
    this.flying = false;
  }

  private gapSettled(texts: Texts, gap: Gap, decision: GapDecision, undo: () => void): void {
    const who = gap.assigned_to ?? decision.assigned_to ?? "";
    const sentence = texts.say(`gap.saved.${decision.status}`, { who });
    this.toasts.say(sentence, { label: texts.say("gap.undo"), run: undo });
    this.gapList.reload();
    this.map.refresh("gaps");
  }

  private close(): void {
    this.store.change({ gap: null, parcel: null });
  }
}
