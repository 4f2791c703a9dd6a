/** The map page. */

import "ol/ol.css";
import "./css/layout.css";
import "./css/over.css";
import "./css/panel.css";
import "./css/drawer.css";
import type { Found } from "./api/types";
import { App } from "./app";
import { makeTexts } from "./i18n/text";
import { readConfig } from "./page/config";
import { listenToKeys } from "./page/keyboard";

/** The header's year chooser reloads other pages; the map changes in place. */
function takeOverYear(app: App): void {
  const select = document.querySelector<HTMLSelectElement>("form.year select");
  if (!select) return;
  app.listenToYear((year) => {
    select.value = String(year);
  });
  select.addEventListener(
    "change",
    (event) => {
      event.stopImmediatePropagation();
      app.setYear(Number(select.value));
    },
    { capture: true },
  );
}

/** The header's search announces what was chosen; what is on the map needs no new page. */
function takeOverSearch(app: App): void {
  document.addEventListener("kkmgis:found", (event) => {
    if (app.openFound((event as CustomEvent<Found>).detail)) event.preventDefault();
  });
}

/** The language links of the header were made for the view in which the page opened. */
function takeOverLanguage(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav.language a")) {
    link.addEventListener("click", () => {
      const target = new URL(link.href);
      target.searchParams.set("next", `${location.pathname}${location.search}`);
      link.href = target.toString();
    });
  }
}

function start(): void {
  const root = document.getElementById("app");
  if (!root) throw new Error("The page has no #app.");
  const config = readConfig(document);
  const app = new App(root, config, makeTexts(config.language));
  takeOverYear(app);
  takeOverSearch(app);
  takeOverLanguage();
  listenToKeys(document, {
    Escape: () => app.back(),
    g: () => app.toggleGaps(),
    l: () => app.enterLayers(),
    "+": () => app.zoomBy(1),
    "=": () => app.zoomBy(1),
    "-": () => app.zoomBy(-1),
    "/": () => document.querySelector<HTMLInputElement>("input#search")?.focus(),
  });
}

start();
