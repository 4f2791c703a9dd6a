/** The map on the pages of imports: a file over the boundary, or an issue of a batch. */

import "ol/ol.css";
import { intersects } from "ol/extent";
import { ImportMap } from "./imports/map";
import { styleOfFile, styleOfIssue } from "./imports/styles";
import { readConfig } from "./page/config";

async function read(address: string, signal: AbortSignal): Promise<unknown> {
  const answer = await fetch(address, { signal, headers: { accept: "application/json" } });
  const body = (await answer.json()) as { detail?: string; title?: string };
  if (!answer.ok) throw new Error(body.detail ?? body.title ?? `HTTP ${answer.status}`);
  return body;
}

/** Ask for something on the map; a newer question ends the one before. */
function asker(status: HTMLElement): (address: string, then: (found: unknown) => void) => Promise<void> {
  let running: AbortController | null = null;
  return async (address, then) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    status.setAttribute("aria-busy", "true");
    try {
      then(await read(address, mine.signal));
    } catch (error) {
      if (mine.signal.aborted) return;
      status.textContent = error instanceof Error ? error.message : String(error);
    }
    status.removeAttribute("aria-busy");
  };
}

/** The shapes of a file, where the chosen coordinate system puts them. */
function showFile(target: HTMLElement, status: HTMLElement): void {
  const config = readConfig(document);
  const map = new ImportMap(target, config, styleOfFile);
  const select = document.querySelector<HTMLSelectElement>("select[name=crs]");
  const ask = asker(status);
  const { preview = "", said = "", inside = "", outside = "", none = "" } = target.dataset;
  const draw = () => {
    const crs = select?.value || said;
    if (!crs) return;
    void ask(`${preview}?crs=${encodeURIComponent(crs)}`, (found) => {
      map.draw(found);
      map.showAuthority();
      const extent = map.extentOfDrawn();
      const fits = extent !== null && intersects(extent, [...config.extent]);
      target.dataset.fits = String(fits);
      status.textContent = extent === null ? none : fits ? inside : outside;
      status.classList.toggle("wrong", !fits);
    });
  };
  select?.addEventListener("change", draw);
  draw();
}

/** The issue whose button was pressed: the row's shape, the spot, a repair. */
function showIssues(target: HTMLElement, status: HTMLElement): void {
  const map = new ImportMap(target, readConfig(document), styleOfIssue);
  const ask = asker(status);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest<HTMLElement>("[data-shape]");
    if (!button) return;
    for (const other of document.querySelectorAll("[data-shape][aria-current]")) {
      other.removeAttribute("aria-current");
    }
    button.setAttribute("aria-current", "true");
    void ask(button.dataset.shape ?? "", (found) => {
      const features = map.draw(found);
      map.showDrawn();
      target.dataset.drawn = String(features.length);
      status.textContent = features.length ? (button.dataset.said ?? "") : (target.dataset.none ?? "");
      // On a narrow screen the map may be far above the list.
      target.scrollIntoView({ block: "nearest" });
    });
  });
}

const target = document.getElementById("import-map");
const status = document.getElementById("import-map-status");
if (target && status) (target.dataset.preview === undefined ? showIssues : showFile)(target, status);
