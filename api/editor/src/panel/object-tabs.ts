/** Tabs about the objects of a parcel: land, buildings, signs, leases, owners. */

import type { Building, Lease, Owner, Parcel, Sign } from "../api/types";
import type { Texts } from "../i18n/text";
import { h } from "../page/element";
import { amount, day, decimal, eraYear } from "../page/format";
import { empty } from "../page/states";
import { chip, factList, useList } from "./facts";

function sheet(utm: Parcel["utm"]): string | null {
  if (!utm) return null;
  const part = (name: string): string => String(utm[name] ?? "");
  const map = ["map1", "map2", "map3", "map4"]
    .map((name) => part(name) || part(`utm_${name}`))
    .filter(Boolean)
    .join(" ");
  const scale = part("scale") || part("utm_scale");
  if (!map) return null;
  return scale ? `${map} (1:${amount(scale)})` : map;
}

export function areaText(parcel: Parcel): string | null {
  return parcel.area_text || null;
}

/** An address is written in Thai for every reader: it must be found on a door. */
const ADDRESS_WORDS = { moo: "หมู่ ", soi: "ซอย", road: "ถนน", tambon: "ต." } as const;

/** House number, village, lane, road and sub-district in one line. */
export function addressText(parcel: Parcel): string | null {
  const { address } = parcel;
  if (!address) return null;
  const parts = (["moo", "soi", "road", "tambon"] as const).map((part) => {
    const name = address[part];
    const word = ADDRESS_WORDS[part];
    return name && !name.startsWith(word.trim()) ? `${word}${name}` : name;
  });
  return [address.house_no, ...parts].filter(Boolean).join(" ") || null;
}

export function mapArea(parcel: Parcel, texts: Texts): string | null {
  const area = Number(parcel.map_area_m2);
  if (!parcel.map_area_m2 || !Number.isFinite(area)) return null;
  return `${decimal(area, 1)} ${texts.say("unit.m2")}`;
}

export function areaDifference(parcel: Parcel, texts: Texts): string | null {
  const text = parcel.area_difference_pct;
  if (text === null || text === undefined) return null;
  const percent = Number(text);
  if (!Number.isFinite(percent)) return null;
  const sign = percent > 0 ? "+" : percent < 0 ? "−" : "";
  return texts.say("panel.difference", { percent: `${sign}${decimal(Math.abs(percent), 2)}` });
}

function priceText(parcel: Parcel, texts: Texts): HTMLElement {
  const { price } = parcel;
  const baht = price?.baht_per_wa ?? price?.value;
  if (!price || !baht) return empty(texts.say("land.price_none"));
  const unit = price.baht_per_wa ? texts.say("unit.baht_per_wa") : texts.say("unit.baht");
  return h(
    "p",
    { class: "kk-price" },
    h("strong", {}, amount(baht)),
    ` ${unit}`,
    price.source &&
      h("small", {}, texts.say("land.price_source", { source: texts.name("price", price.source) })),
    price.round && h("small", {}, texts.say("land.price_round", { round: price.round })),
  );
}

export function landTab(parcel: Parcel, texts: Texts): HTMLElement {
  const { utm } = parcel;
  const difference = areaDifference(parcel, texts);
  const measured = mapArea(parcel, texts);
  return h(
    "div",
    {},
    factList([
      [texts.say("land.document"), parcel.doc_type && texts.name("doc", parcel.doc_type)],
      [texts.say("land.deed_no"), parcel.deed_no],
      [texts.say("land.utm"), sheet(utm)],
      [texts.say("land.land_no"), utm?.["land_no"]],
      [texts.say("land.survey_no"), parcel.survey_no],
      [texts.say("panel.area_deed"), areaText(parcel)],
      [
        texts.say("panel.area_map"),
        measured && (difference ? `${measured} (${difference})` : measured),
      ],
      [texts.say("land.address"), addressText(parcel)],
      [texts.say("land.block"), parcel.block],
    ]),
    h("h3", {}, texts.say("land.price")),
    priceText(parcel, texts),
    h("h3", {}, texts.say("land.uses")),
    useList(parcel.uses, texts) ?? empty(texts.say("land.uses_none")),
    h("p", { class: "kk-quiet" }, texts.say("land.version", { version: parcel.version })),
  );
}

function buildingCard(building: Building, texts: Texts): HTMLElement {
  const facts = [
    building.structure && texts.name("structure", building.structure),
    building.storeys && texts.say("building.storeys", { count: building.storeys }),
    building.floor_area_m2 &&
      `${decimal(Number(building.floor_area_m2), 2)} ${texts.say("unit.m2")}`,
    building.built_year &&
      texts.say("building.built", { year: eraYear(building.built_year, texts.language) }),
  ].filter(Boolean);
  return h(
    "li",
    { class: "kk-object" },
    h("h4", {}, building.code, h("small", {}, building.type_name ?? building.type_code)),
    building.name && h("p", {}, building.name),
    h("p", {}, facts.join(" · ")),
    useList(building.uses, texts),
    (building.owners ?? []).map((owner) =>
      h("p", {}, h("small", {}, texts.name("owner", owner.kind)), " ", owner.name),
    ),
  );
}

export function buildingsTab(parcel: Parcel, texts: Texts): HTMLElement {
  const buildings = parcel.buildings ?? [];
  const units = parcel.units_count ?? 0;
  return h(
    "div",
    {},
    units > 0 && h("p", {}, texts.say("building.units", { count: units })),
    buildings.length > 0
      ? h("ul", { class: "kk-objects" }, buildings.map((each) => buildingCard(each, texts)))
      : units === 0 && empty(texts.say("building.none")),
  );
}

function signCard(sign: Sign, texts: Texts): HTMLElement {
  const facts = [
    sign.text_class && texts.name("sign", sign.text_class),
    sign.size && `${sign.size} ${texts.say("unit.cm")}`,
    sign.sides && texts.say("sign.sides", { count: sign.sides }),
  ].filter(Boolean);
  return h(
    "li",
    { class: "kk-object" },
    h("h4", {}, sign.business_name || sign.code, h("small", {}, sign.code)),
    h("p", {}, facts.join(" · ")),
    sign.state &&
      chip(
        `state-${sign.state}`,
        texts.name("sign", sign.state),
        sign.tax && ` ${amount(sign.tax)} ${texts.say("unit.baht")}`,
      ),
  );
}

export function signsTab(parcel: Parcel, texts: Texts): HTMLElement {
  const signs = parcel.signs ?? [];
  if (signs.length === 0) return empty(texts.say("sign.none"));
  return h("ul", { class: "kk-objects" }, signs.map((each) => signCard(each, texts)));
}

function leaseCard(lease: Lease, texts: Texts): HTMLElement {
  const on = (iso: string | null | undefined): string => (iso ? day(iso, texts.language) : "…");
  return h(
    "li",
    { class: "kk-object" },
    h(
      "h4",
      {},
      lease.contract_no,
      lease.state && chip(`state-${lease.state}`, texts.name("lease", lease.state)),
    ),
    factList([
      [texts.say("lease.asset"), [lease.asset, lease.asset_name].filter(Boolean).join(" ")],
      [texts.say("lease.tenant"), lease.tenant],
      [texts.say("lease.term"), `${on(lease.start_on)} – ${on(lease.end_on)}`],
      [
        texts.say("lease.rent"),
        lease.rent &&
          `${amount(lease.rent)} ${texts.say("unit.baht")} ${
            lease.period ? texts.name("lease", lease.period) : ""
          }`,
      ],
    ]),
  );
}

export function leasesTab(parcel: Parcel, texts: Texts): HTMLElement {
  const leases = parcel.leases ?? [];
  if (leases.length === 0) return empty(texts.say("lease.none"));
  return h("ul", { class: "kk-objects" }, leases.map((each) => leaseCard(each, texts)));
}

function ownerRow(owner: Owner, texts: Texts): HTMLElement {
  return h(
    "li",
    { class: "kk-object" },
    h("h4", {}, owner.name, h("small", {}, texts.name("owner", owner.kind))),
    h(
      "p",
      {},
      owner.share && chip("plain", texts.say("owner.share", { share: owner.share })),
      owner.is_home === true && chip("plain", texts.say("owner.home")),
    ),
  );
}

export function ownersTab(parcel: Parcel, texts: Texts, masked: boolean): HTMLElement {
  const owners = parcel.owners ?? [];
  if (owners.length === 0) return empty(texts.say("owner.none"));
  return h(
    "div",
    {},
    h("ul", { class: "kk-objects" }, owners.map((each) => ownerRow(each, texts))),
    masked && h("p", { class: "kk-quiet" }, texts.say("owner.masked")),
  );
}
