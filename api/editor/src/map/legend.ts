/** The legend: it says what the map shows now, and nothing else. */

import type { Texts } from "../i18n/text";
import { h } from "../page/element";
import { fill } from "../page/element";
import { decimal } from "../page/format";
import type { LayerName, ParcelStyle } from "../view/state";
import { drawGapSign } from "./gap-icons";
import {
  assetStyle, blockStyle, boundaryStyle, buildingStyle, signStyle,
} from "./object-styles";
import type { SignState } from "./object-styles";
import type { Palette } from "./palette";
import type { ParcelPainter } from "./parcel-style";
import { legendStates, legendUses } from "./parcel-style";
import { swatch } from "./swatch";
import type { TaxClass } from "./tax-ramp";
import { taxClasses } from "./tax-ramp";

export interface LegendFacts {
  readonly style: ParcelStyle;
  readonly layers: readonly LayerName[];
  readonly palette: Palette;
  readonly painter: ParcelPainter;
  readonly pixelRatio: number;
}

/** A resolution at which parcels have their full edges. */
const SWATCH_RESOLUTION = 1;
const SIGN_STATES: readonly SignState[] = ["taxed", "untaxed", "exempt"];

export class Legend {
  readonly element = h("div", { class: "legend" });

  constructor(private readonly texts: Texts) {}

  show(facts: LegendFacts): void {
    fill(
      this.element,
      facts.layers.includes("parcels") && this.parcels(facts),
      this.others(facts),
    );
  }

  private parcels(facts: LegendFacts): HTMLElement {
    const { texts } = this;
    if (facts.style === "tax") {
      return h(
        "section",
        {},
        h("h3", {}, texts.say("legend.tax"), " ", h("small", {}, texts.say("legend.tax.note"))),
        h(
          "ul",
          {},
          taxClasses().map((each) =>
            this.parcelRow(facts, `tax:${each.index}`, this.taxRange(each)),
          ),
          this.parcelRow(facts, "tax:none", texts.say("legend.tax.none")),
        ),
      );
    }
    const names =
      facts.style === "use"
        ? legendUses().map((use) => ({ name: use, label: texts.say(`use.${use}`) }))
        : legendStates().map((state) => ({ name: state, label: texts.say(`state.${state}`) }));
    return h(
      "section",
      {},
      h("h3", {}, texts.say(`map.style.${facts.style}`)),
      h("ul", {}, names.map(({ name, label }) => this.parcelRow(facts, name, label))),
    );
  }

  private taxRange(each: TaxClass): string {
    const { texts } = this;
    if (each.index === 0) return texts.say("legend.tax.zero");
    const from = decimal(each.from, 2);
    if (each.to === null) return texts.say("legend.tax.over", { from });
    return texts.say("tax.slice_range", { from, to: decimal(each.to, 2) });
  }

  private parcelRow(facts: LegendFacts, name: string, label: string): HTMLElement {
    const style = facts.painter.styleOf(name, SWATCH_RESOLUTION);
    return row(swatch(style, "area", facts.pixelRatio), label);
  }

  private others(facts: LegendFacts): HTMLElement {
    const { texts } = this;
    const { layers, palette, pixelRatio } = facts;
    const shown = (name: LayerName): boolean => layers.includes(name);
    const rows: (HTMLElement | false)[] = [
      shown("boundary") &&
        row(swatch(boundaryStyle(palette), "line", pixelRatio), texts.say("layer.boundary")),
      shown("blocks") &&
        row(swatch(blockStyle(palette), "line", pixelRatio), texts.say("layer.blocks")),
      shown("buildings") &&
        row(swatch(buildingStyle(palette), "area", pixelRatio), texts.say("layer.buildings")),
    ];
    if (shown("signs")) {
      for (const state of SIGN_STATES) {
        const picture = swatch(signStyle(state, palette), "point", pixelRatio);
        rows.push(row(picture, texts.say(`legend.sign.${state}`)));
      }
    }
    if (shown("assets")) {
      for (const leased of [true, false]) {
        const picture = swatch(assetStyle(leased, palette), "area", pixelRatio);
        rows.push(row(picture, texts.say(leased ? "legend.asset.leased" : "legend.asset.free")));
      }
    }
    if (shown("gaps")) {
      const picture = drawGapSign("alert", palette.gap, "#2B1020", pixelRatio);
      picture.className = "swatch sign";
      rows.push(row(picture, texts.say("layer.gaps")));
    }
    return h("section", {}, h("ul", {}, rows));
  }
}

function row(picture: HTMLElement, label: string): HTMLElement {
  return h("li", {}, picture, h("span", {}, label));
}
