/** The line under the map: scale, coordinates under the pointer, what it is on, the day. */

import type { Projection } from "ol/proj";
import type { Texts } from "../i18n/text";
import { fill, h } from "../page/element";
import { count, day, today } from "../page/format";
import { toLonLat } from "./projection";
import { NAMED_SCALES, barLabel, resolutionOfScale, scaleBar, scaleOf } from "./scale";

const BAR_PX = 110;

export class StatusBar {
  readonly element: HTMLElement;
  private readonly bar = h("span", { class: "kk-scale-bar" });
  private readonly scales: HTMLSelectElement;
  private readonly current = h("option", {});
  private readonly grid = h("span", { class: "kk-figures" });
  private readonly degrees = h("span", { class: "kk-figures kk-wide-only" });
  private readonly under = h("span", { class: "kk-under" });

  constructor(
    private readonly texts: Texts,
    private readonly projection: Projection,
    attribution: string | null,
    onScale: (resolution: number) => void,
  ) {
    this.scales = h(
      "select",
      {
        "aria-label": texts.say("map.scale"),
        on: {
          change: () => {
            const chosen = Number(this.scales.value);
            this.scales.selectedIndex = 0;
            if (chosen > 0) onScale(resolutionOfScale(chosen));
          },
        },
      },
      this.current,
      NAMED_SCALES.map((each) => h("option", { value: each }, `1:${count(each)}`)),
    );
    const stamp = texts.say("map.as_of", { day: day(today(new Date()), texts.language) });
    this.element = h(
      "footer",
      { class: "kk-status-bar" },
      this.bar,
      this.scales,
      this.grid,
      this.degrees,
      this.under,
      attribution !== null && h("span", { class: "kk-attribution" }, attribution),
      h("span", { class: "kk-stamp kk-wide-only", title: texts.say("map.keys") }, stamp),
    );
  }

  showScale(resolution: number): void {
    this.current.textContent = `1:${count(scaleOf(resolution))}`;
    this.scales.selectedIndex = 0;
    const { metres, px } = scaleBar(resolution, BAR_PX);
    fill(
      this.bar,
      h("i", { vars: { "--length": `${px.toFixed(1)}px` } }),
      barLabel(metres, this.texts.language === "th"),
    );
  }

  showPoint(point: readonly [number, number] | null): void {
    if (!point) return;
    const [east, north] = point;
    this.grid.textContent = `${count(east)} E  ${count(north)} N`;
    const [lon, lat] = toLonLat(point, this.projection);
    const [ns, ew] = [lat < 0 ? "S" : "N", lon < 0 ? "W" : "E"];
    this.degrees.textContent =
      `${Math.abs(lat).toFixed(5)}° ${ns}  ${Math.abs(lon).toFixed(5)}° ${ew}`;
  }

  showUnder(code: string | null): void {
    this.under.textContent = code ?? "";
  }
}
