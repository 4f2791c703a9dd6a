/** The file of one parcel: header, chips of state, tabs. */

import type { Client } from "../api/client";
import { codePath, isAbort } from "../api/client";
import type { Assessment, HistoryItem, Parcel } from "../api/types";
import type { Texts } from "../i18n/text";
import type { PanelTab } from "../map/pick";
import { fill, h } from "../page/element";
import { amount, shortBaht } from "../page/format";
import type { GapKinds } from "../page/gap-kinds";
import { icon } from "../page/icons";
import { problem, skeleton } from "../page/states";
import { chip, dot, sharePercent } from "./facts";
import { historyTab } from "./history-tab";
import {
  addressText, areaDifference, areaText, buildingsTab, landTab, leasesTab, mapArea, ownersTab, signsTab,
} from "./object-tabs";
import { Tabs } from "./tabs";
import { taxTab } from "./tax-tab";

const TAB_NAMES: readonly PanelTab[] = [
  "land", "buildings", "signs", "leases", "owners", "tax", "history",
];

export interface ParcelPanelEvents {
  loaded(parcel: Parcel): void;
  fly(parcel: Parcel): void;
  openGap(id: number): void;
  close(): void;
}

/** Something that is being read, was read, or could not be. */
type Reading<T> =
  | { readonly is: "reading" }
  | { readonly is: "read"; readonly value: T }
  | { readonly is: "refused"; readonly error: unknown };

const READING = { is: "reading" } as const;

export class ParcelPanel {
  readonly element = h("article", { class: "kk-file" });
  private readonly tabs: Tabs<PanelTab>;
  private code = "";
  private year = 0;
  private running = new AbortController();
  private parcel: Reading<Parcel> = READING;
  private assessment: Reading<Assessment> = READING;
  private history: Reading<readonly HistoryItem[]> | null = null;

  constructor(
    private readonly texts: Texts,
    private readonly client: Client,
    private readonly kindsOfGaps: GapKinds,
    private readonly masked: boolean,
    private readonly events: ParcelPanelEvents,
    /** Stands below the head of every file. */
    private readonly note: HTMLElement,
  ) {
    const tabs = TAB_NAMES.map((name) => ({ name, label: texts.say(`tab.${name}`) }));
    this.tabs = new Tabs(tabs, "land", () => this.showTab());
  }

  /** Open a parcel's file; the tab stays, so that many files are read alike. */
  open(code: string, year: number, tab: PanelTab | null): void {
    if (tab !== null && tab !== this.tabs.current) this.tabs.choose(tab);
    if (code === this.code && year === this.year && this.parcel.is !== "refused") return;
    const sameParcel = code === this.code && this.parcel.is === "read";
    this.code = code;
    this.year = year;
    if (sameParcel) {
      this.assessment = READING;
      this.show();
      void this.readAssessment(this.running.signal);
      return;
    }
    this.running.abort();
    this.running = new AbortController();
    this.parcel = READING;
    this.assessment = READING;
    this.history = null;
    this.show();
    void this.readParcel(this.running.signal);
    void this.readAssessment(this.running.signal);
  }

  /** Forget the parcel, so that opening it again reads it again. */
  clear(): void {
    this.running.abort();
    this.code = "";
  }

  private async readParcel(signal: AbortSignal): Promise<void> {
    try {
      const value = await this.client.parcel(this.code, this.year, signal);
      this.parcel = { is: "read", value };
      this.events.loaded(value);
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      this.parcel = { is: "refused", error };
    }
    this.show();
  }

  private async readAssessment(signal: AbortSignal): Promise<void> {
    const year = this.year;
    try {
      const value = await this.client.assessment(this.code, year, signal);
      if (signal.aborted || year !== this.year) return;
      this.assessment = { is: "read", value };
    } catch (error) {
      if (isAbort(error) || signal.aborted || year !== this.year) return;
      this.assessment = { is: "refused", error };
    }
    this.show();
  }

  private async readHistory(signal: AbortSignal): Promise<void> {
    this.history = READING;
    try {
      this.history = { is: "read", value: await this.client.history(this.code, signal) };
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      this.history = { is: "refused", error };
    }
    if (this.tabs.current === "history") this.showTab();
  }

  private show(): void {
    const { texts } = this;
    if (this.parcel.is === "refused") {
      const again = problem(this.parcel.error, texts, () => this.again());
      fill(this.element, this.bar(), h("h2", {}, this.code), again);
      return;
    }
    if (this.parcel.is === "reading") {
      const waiting = skeleton(texts.say("state.loading", { code: this.code }), 9);
      fill(this.element, this.bar(), h("h2", {}, this.code), waiting);
      return;
    }
    const parcel = this.parcel.value;
    this.tabs.badge("buildings", countText(parcel.buildings, parcel.units_count));
    this.tabs.badge("signs", countText(parcel.signs));
    this.tabs.badge("leases", countText(parcel.leases));
    fill(
      this.element,
      this.bar(parcel), this.header(parcel), this.note, this.tabs.list, this.tabs.panel,
    );
    this.showTab();
  }

  private again(): void {
    const { code, year } = this;
    this.clear();
    this.open(code, year, null);
  }

  private bar(parcel?: Parcel): HTMLElement {
    const { texts } = this;
    return h(
      "div",
      { class: "kk-file-bar" },
      parcel &&
        h(
          "button",
          { type: "button", class: "kk-quiet", on: { click: () => this.events.fly(parcel) } },
          icon("target"),
          texts.say("panel.fly"),
        ),
      parcel &&
        h(
          "a",
          { class: "button kk-quiet", href: `/parcels/${codePath(this.code)}?year=${this.year}` },
          icon("page"),
          texts.say("panel.open_page"),
        ),
      h(
        "button",
        {
          type: "button",
          class: "kk-quiet kk-close",
          title: `${texts.say("panel.close")} (Esc)`,
          "aria-label": texts.say("panel.close"),
          on: { click: () => this.events.close() },
        },
        icon("close"),
      ),
    );
  }

  private header(parcel: Parcel): HTMLElement {
    const { texts } = this;
    const deed = [
      parcel.doc_type && texts.name("doc", parcel.doc_type),
      parcel.deed_no,
      areaText(parcel),
    ].filter(Boolean);
    const measured = mapArea(parcel, texts);
    const difference = areaDifference(parcel, texts);
    return h(
      "header",
      { class: "kk-file-head" },
      h("h2", {}, parcel.code),
      h("p", { class: "kk-deed" }, deed.join(" · ")),
      measured &&
        h(
          "p",
          { class: "kk-quiet" },
          `${texts.say("panel.area_map")} ${measured}`,
          difference && ` · ${difference}`,
        ),
      h("p", { class: "kk-quiet" }, addressText(parcel)),
      h(
        "p",
        { class: "kk-chips" },
        (parcel.uses ?? []).map((part) => {
          const percent = sharePercent(part.share);
          const share = percent === null || percent > 99.99 ? "" : ` ${Math.round(percent)}%`;
          return chip("plain", dot(part.use), `${texts.name("use", part.use)}${share}`);
        }),
        this.stateChip(),
        parcel.status === "retired" && chip("warn", texts.say("status.retired")),
      ),
      this.gapChips(parcel),
    );
  }

  private stateChip(): HTMLElement | null {
    if (this.assessment.is !== "read") return null;
    const { state, total_tax: total } = this.assessment.value;
    const { texts } = this;
    const tax = `${amount(total)} ${texts.say("unit.baht")}`;
    const label = texts.name("state", state);
    return h(
      "button",
      {
        type: "button",
        class: `kk-chip kk-state-${state}`,
        on: { click: () => this.tabs.choose("tax") },
      },
      dot(state),
      state === "assessed" ? `${label} ${tax}` : label,
    );
  }

  private gapChips(parcel: Parcel): HTMLElement | null {
    const gaps = (parcel.gaps ?? []).filter(
      (gap) => gap.status === "open" || gap.status === "assigned",
    );
    if (gaps.length === 0) return null;
    return h(
      "p",
      { class: "kk-chips" },
      gaps.map((gap) =>
        h(
          "button",
          {
            type: "button",
            class: "kk-chip kk-gap",
            on: { click: () => this.events.openGap(gap.id) },
          },
          icon(this.kindsOfGaps.icon(gap.kind)),
          `${this.kindsOfGaps.title(gap.kind)} `,
          h("b", { title: amount(gap.baht) }, shortBaht(gap.baht, this.texts.language)),
        ),
      ),
    );
  }

  private showTab(): void {
    const { texts } = this;
    if (this.parcel.is !== "read") return;
    const parcel = this.parcel.value;
    const content: Readonly<Record<PanelTab, () => HTMLElement>> = {
      land: () => landTab(parcel, texts),
      buildings: () => buildingsTab(parcel, texts),
      signs: () => signsTab(parcel, texts),
      leases: () => leasesTab(parcel, texts),
      owners: () => ownersTab(parcel, texts, this.masked),
      tax: () => this.taxContent(),
      history: () => this.historyContent(),
    };
    fill(this.tabs.panel, content[this.tabs.current]());
  }

  private taxContent(): HTMLElement {
    const { texts } = this;
    if (this.assessment.is === "read") return taxTab(this.assessment.value, texts);
    if (this.assessment.is === "reading") {
      return skeleton(texts.say("state.loading_tax", { year: this.year }), 5);
    }
    return problem(this.assessment.error, texts, () => {
      this.assessment = READING;
      this.showTab();
      void this.readAssessment(this.running.signal);
    });
  }

  private historyContent(): HTMLElement {
    const { texts } = this;
    if (this.history?.is === "read") return historyTab(this.history.value, texts);
    if (this.history?.is === "refused") {
      return problem(this.history.error, texts, () => {
        this.history = null;
        this.showTab();
      });
    }
    if (this.history === null) void this.readHistory(this.running.signal);
    return skeleton(texts.say("state.loading_history"), 4);
  }
}

function countText(list: readonly unknown[] | undefined, more = 0): string {
  const total = (list?.length ?? 0) + more;
  return total > 0 ? String(total) : "";
}
