/** The card of one gap: the baht at stake, the evidence, the estimate, what became of it. */

import type { Client } from "../api/client";
import { isAbort } from "../api/client";
import type { Gap, GapDecision, GapEvent, GapFile } from "../api/types";
import type { Texts } from "../i18n/text";
import { fill, h } from "../page/element";
import { amount, moment } from "../page/format";
import type { GapKinds } from "../page/gap-kinds";
import { icon } from "../page/icons";
import { problem, skeleton } from "../page/states";
import { chip, factList } from "./facts";
import { GapDecisionForm } from "./gap-decision";
import { stepList } from "./tax-tab";

export interface GapPanelEvents {
  loaded(gap: GapFile): void;
  fly(gap: Gap): void;
  openParcel(code: string): void;
  settled(gap: Gap, decision: GapDecision, undo: () => void): void;
  close(): void;
}

export class GapPanel {
  readonly element = h("article", { class: "kk-file kk-gap-file" });
  private id = 0;
  private back: string | null = null;
  private running = new AbortController();

  constructor(
    private readonly texts: Texts,
    private readonly client: Client,
    private readonly kindsOfGaps: GapKinds,
    private readonly maySettle: boolean,
    private readonly events: GapPanelEvents,
  ) {}

  /** Open a gap; `back` is the parcel whose file it was opened from. */
  open(id: number, back: string | null): void {
    this.back = back;
    if (id === this.id) return;
    this.id = id;
    void this.read();
  }

  clear(): void {
    this.running.abort();
    this.id = 0;
  }

  private async read(): Promise<void> {
    const { texts } = this;
    this.running.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    fill(this.element, this.bar(null), skeleton(texts.say("state.loading_list"), 7));
    try {
      const { value, etag } = await this.client.gap(this.id, signal);
      if (signal.aborted) return;
      this.show(value, etag);
      this.events.loaded(value);
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      fill(this.element, this.bar(null), problem(error, texts, () => void this.read()));
    }
  }

  private bar(gap: GapFile | null): HTMLElement {
    const { texts, back } = this;
    return h(
      "div",
      { class: "kk-file-bar" },
      back !== null &&
        h(
          "button",
          { type: "button", class: "kk-quiet", on: { click: () => this.events.openParcel(back) } },
          icon("back"),
          texts.say("gap.back", { code: back }),
        ),
      gap &&
        h(
          "button",
          { type: "button", class: "kk-quiet", on: { click: () => this.events.fly(gap) } },
          icon("target"),
          texts.say("gap.fly"),
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

  private show(gap: GapFile, etag: string | null): void {
    const { texts } = this;
    const parcel = gap.parcel_code;
    const { language } = texts;
    fill(
      this.element,
      this.bar(gap),
      h(
        "header",
        { class: "kk-file-head" },
        h("h2", {}, h("span", { class: "kk-gap-sign" }, icon(this.kindsOfGaps.icon(gap.kind))), gap.title),
        h(
          "p",
          { class: "kk-chips" },
          chip(`severity-${gap.severity}`, texts.name("gap.severity", gap.severity)),
          chip("plain", texts.name("gap.status", gap.status)),
        ),
        h(
          "p",
          { class: "kk-total" },
          h("span", {}, texts.say("gap.stake")),
          h("strong", {}, amount(gap.baht)),
          h("span", {}, texts.say("unit.baht")),
        ),
      ),
      h(
        "div",
        { class: "kk-tab" },
        h("h3", {}, texts.say("gap.evidence")),
        h("p", {}, gap.evidence_text),
        factList([
          [texts.say("gap.subject"), gap.subject_code],
          [texts.say("gap.first_seen"), gap.first_seen && moment(gap.first_seen, language)],
          [texts.say("gap.assigned_to"), gap.assigned_to],
        ]),
        parcel &&
          parcel !== this.back &&
          h(
            "button",
            {
              type: "button",
              class: "kk-open-parcel",
              on: { click: () => this.events.openParcel(parcel) },
            },
            texts.say("gap.open_parcel", { code: parcel }),
          ),
        h("h3", {}, texts.say("gap.estimate")),
        stepList(gap.estimate?.steps) ?? h("p", {}, gap.estimate_text),
        this.maySettle && this.decisionForm(gap, etag),
        this.eventList(gap.events),
      ),
    );
  }

  private eventList(events: readonly GapEvent[] | undefined): HTMLElement | null {
    const { texts } = this;
    if (!events || events.length === 0) return null;
    return h(
      "section",
      {},
      h("h3", {}, texts.say("gap.events")),
      h(
        "ol",
        { class: "kk-timeline" },
        events.map((event) => {
          const reason = event.details?.["reason"];
          return h(
            "li",
            {},
            h("time", { datetime: event.at }, moment(event.at, texts.language)),
            h(
              "p",
              {},
              h("strong", {}, texts.name("gap.event", event.action)),
              h("small", {}, texts.say("history.by", { actor: event.actor })),
            ),
            typeof reason === "string" && h("p", { class: "kk-quiet" }, reason),
          );
        }),
      ),
    );
  }

  private decisionForm(gap: GapFile, etag: string | null): HTMLElement {
    return new GapDecisionForm(this.texts, gap, {
      decide: (decision) => this.settle(gap, etag, decision),
      readAgain: () => void this.read(),
    }).element;
  }

  private async settle(gap: Gap, etag: string | null, decision: GapDecision): Promise<void> {
    const settled = await this.client.settleGap(gap.id, etag, decision);
    const undo = (): void => {
      const former = formerDecision(gap, this.texts.say("gap.undo_reason"));
      void this.settle(settled.value, settled.etag, former).catch(() => void this.read());
    };
    this.events.settled(settled.value, decision, undo);
    if (gap.id === this.id) void this.read();
  }
}

/** The decision that brings a gap back to what it was. */
function formerDecision(gap: Gap, reason: string): GapDecision {
  if (gap.status === "assigned" && gap.assigned_to) {
    return { status: "assigned", assigned_to: gap.assigned_to, reason };
  }
  return { status: gap.status === "waived" ? "waived" : "open", reason };
}
