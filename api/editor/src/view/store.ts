/** The one place that holds the view; parts of the page change it and listen to it. */

import type { ViewDefaults, ViewState } from "./state";
import { initialState, parseView, viewQuery } from "./state";

export type Change = (now: ViewState, before: ViewState) => void;
type Step = "push" | "replace";

export class ViewStore {
  private state: ViewState;
  private readonly listeners: Change[] = [];

  constructor(
    private readonly page: Window,
    private readonly defaults: ViewDefaults,
  ) {
    this.state = parseView(page.location.search, defaults);
    page.addEventListener("popstate", () => {
      this.assign(parseView(page.location.search, defaults));
    });
  }

  get view(): ViewState {
    return this.state;
  }

  /** What the page shows when the address says nothing. */
  get initial(): ViewState {
    return initialState(this.defaults);
  }

  /** Hear every change, and once at once with the present state. */
  listen(listener: Change): void {
    this.listeners.push(listener);
    listener(this.state, this.state);
  }

  /** Change the view. "push" makes a step that the back button undoes. */
  change(patch: Partial<ViewState>, step: Step = "push"): void {
    const next = { ...this.state, ...patch };
    const query = viewQuery(next, this.defaults);
    const address = `${this.page.location.pathname}${query}`;
    if (query !== this.page.location.search) {
      if (step === "push") this.page.history.pushState(null, "", address);
      else this.page.history.replaceState(null, "", address);
    }
    this.assign(next);
  }

  private assign(next: ViewState): void {
    const before = this.state;
    this.state = next;
    for (const listener of this.listeners) listener(next, before);
  }
}
