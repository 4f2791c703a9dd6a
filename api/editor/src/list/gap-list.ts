/** The list of gaps beside the map: narrowed by kind, ranked by baht. */

import type { Client } from "../api/client";
import { isAbort } from "../api/client";
import type { Gap, GapKind, GapPage } from "../api/types";
import type { Texts } from "../i18n/text";
import type { Extent } from "../page/config";
import { fill, h } from "../page/element";
import { amount, count, day, shortBaht } from "../page/format";
import type { GapKinds } from "../page/gap-kinds";
import { icon } from "../page/icons";
import { empty, problem, skeleton } from "../page/states";

export interface GapListEvents {
  choose(gap: Gap): void;
  kind(kind: string | null): void;
  /** Sentence for the drawer's handle, once it is known. */
  summary(sentence: string, exact: string): void;
}

const PAGE = 50;

export class GapList {
  readonly element = h("div", { class: "kk-gap-list" });
  private readonly kinds = h("div", { class: "kk-kinds", role: "group" });
  private readonly rows = h("tbody", {});
  private readonly below = h("div", { class: "kk-below" });
  private readonly inView: HTMLInputElement;
  private running = new AbortController();
  private items: Gap[] = [];
  private next: string | null = null;
  private kind: string | null = null;
  private selected: number | null = null;
  private extent: Extent | null = null;
  private read = false;

  constructor(
    private readonly texts: Texts,
    private readonly client: Client,
    private readonly kindsOfGaps: GapKinds,
    private readonly events: GapListEvents,
  ) {
    this.inView = h("input", { type: "checkbox", on: { change: () => this.reload() } });
    const head = (key: "list.rank" | "list.kind" | "list.place" | "list.evidence" | "list.who" | "list.found") =>
      h("th", { scope: "col", class: key.replace("list.", "kk-col-") }, texts.say(key));
    fill(
      this.element,
      h(
        "aside",
        { class: "kk-filters" },
        this.kinds,
        h("label", { class: "kk-in-view" }, this.inView, h("span", {}, texts.say("list.in_view"))),
      ),
      h(
        "div",
        { class: "kk-scroll" },
        h(
          "table",
          { class: "kk-list" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              head("list.rank"),
              head("list.kind"),
              head("list.place"),
              h("th", { scope: "col", class: "kk-figure" }, texts.say("list.baht")),
              head("list.evidence"),
              head("list.found"),
              head("list.who"),
            ),
          ),
          this.rows,
        ),
        this.below,
      ),
    );
  }

  /** Narrow to a kind (null: all); reads the list when it has not been read. */
  show(kind: string | null): void {
    if (this.read && kind === this.kind) return;
    this.kind = kind;
    this.reload();
  }

  /** Read the list again, from the top. */
  reload(): void {
    this.read = true;
    this.items = [];
    this.next = null;
    fill(this.rows);
    void this.load();
  }

  /** The map has moved; matters only while the list is held to the map's extent. */
  moved(extent: Extent | null): void {
    this.extent = extent;
    if (this.read && this.inView.checked) this.reload();
  }

  select(id: number | null): void {
    this.selected = id;
    for (const row of this.rows.querySelectorAll<HTMLElement>("tr")) {
      const mine = Number(row.dataset["id"]) === id;
      row.setAttribute("aria-selected", String(mine));
      if (mine) row.scrollIntoView({ block: "nearest" });
    }
  }

  private async load(): Promise<void> {
    this.running.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    const { texts } = this;
    const first = this.items.length === 0;
    fill(this.below, skeleton(texts.say("state.loading_list"), first ? 5 : 1));
    try {
      const page = await this.client.gaps(
        {
          kind: this.kind,
          bbox: this.inView.checked ? this.extent : null,
          cursor: this.next,
          limit: PAGE,
        },
        signal,
      );
      if (signal.aborted) return;
      this.take(page);
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      fill(this.below, problem(error, texts, () => void this.load()));
    }
  }

  private take(page: GapPage): void {
    const { texts } = this;
    const from = this.items.length;
    this.items.push(...page.items);
    this.next = page.next;
    this.rows.append(...page.items.map((gap, index) => this.row(gap, from + index + 1)));
    this.showKinds(page.kinds);
    this.events.summary(
      texts.say("list.summary", {
        count: count(page.total),
        baht: shortBaht(page.total_baht, texts.language),
      }),
      `${amount(page.total_baht)} ${texts.say("unit.baht")}`,
    );
    if (this.items.length === 0) fill(this.below, empty(texts.say("list.empty")));
    else this.showMore(page.total - this.items.length);
  }

  private showMore(left: number): void {
    if (this.next === null || left <= 0) {
      fill(this.below);
      return;
    }
    const label = this.texts.say("list.more", { count: count(left) });
    fill(
      this.below,
      h("button", { type: "button", on: { click: () => void this.load() } }, label),
    );
  }

  private showKinds(kinds: readonly GapKind[]): void {
    const { texts } = this;
    const total = kinds.reduce((sum, each) => sum + each.count, 0);
    const button = (
      kind: string | null,
      title: string,
      number: number,
      baht: string | null,
    ): HTMLElement =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(kind === this.kind),
          on: { click: () => this.events.kind(kind) },
        },
        kind === null ? h("i", { class: "kk-no-icon" }) : icon(this.kindsOfGaps.icon(kind)),
        h("span", { class: "kk-title" }, title),
        h("span", { class: "kk-number" }, count(number)),
        h(
          "span",
          { class: "kk-baht", title: baht === null ? "" : amount(baht) },
          baht === null ? "" : shortBaht(baht, texts.language),
        ),
      );
    fill(
      this.kinds,
      button(null, texts.say("list.all_kinds"), total, null),
      [...kinds]
        .sort((a, b) => Number(b.baht) - Number(a.baht) || b.count - a.count)
        .map((each) => button(each.kind, each.title, each.count, each.baht)),
    );
  }

  private row(gap: Gap, rank: number): HTMLElement {
    const { texts } = this;
    const choose = (): void => this.events.choose(gap);
    return h(
      "tr",
      {
        "data-id": gap.id,
        "aria-selected": String(gap.id === this.selected),
        class: `kk-status-${gap.status}`,
        on: { click: choose },
      },
      h("td", { class: "kk-figure kk-quiet" }, count(rank)),
      h(
        "td",
        { class: "kk-kind" },
        h(
          "button",
          {
            type: "button",
            class: "kk-link",
            on: {
              click: (event) => {
                event.stopPropagation();
                choose();
              },
            },
          },
          icon(this.kindsOfGaps.icon(gap.kind)),
          gap.title,
        ),
      ),
      h("td", {}, gap.subject_code ?? gap.parcel_code ?? "–"),
      h("td", { class: "kk-figure" }, amount(gap.baht)),
      h("td", { class: "kk-evidence", title: gap.evidence_text ?? "" }, gap.evidence_text),
      h("td", { class: "kk-quiet" }, gap.first_seen ? day(gap.first_seen, texts.language) : ""),
      h(
        "td",
        { class: "kk-quiet" },
        gap.assigned_to ??
          (gap.status === "open" ? "" : texts.name("gap.status", gap.status)),
      ),
    );
  }
}
