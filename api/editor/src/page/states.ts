/** Faces of a part of the page that has nothing to show yet: loading, empty, refused. */

import { RequestError } from "../api/client";
import type { MessageKey, Texts } from "../i18n/text";
import { h } from "./element";

/** Grey lines in the shape of what is coming, with a sentence for those who listen. */
export function skeleton(sentence: string, lines: number): HTMLElement {
  const bars = Array.from({ length: lines }, () => h("div", { class: "kk-bar" }));
  return h(
    "div",
    { class: "kk-skeleton", role: "status", "aria-busy": "true" },
    h("p", { class: "kk-quiet" }, sentence),
    bars,
  );
}

export function empty(sentence: string): HTMLElement {
  return h("p", { class: "kk-nothing" }, sentence);
}

const SENTENCES: Readonly<Record<number, MessageKey>> = {
  0: "error.offline",
  401: "error.signed_out",
  403: "error.forbidden",
  404: "error.not_found",
  412: "error.stale",
};

/** What went wrong, in one sentence and in the reader's words. */
export function problemSentence(error: unknown, texts: Texts): string {
  const status = error instanceof RequestError ? error.status : 500;
  const own = SENTENCES[status];
  if (own) return texts.say(own);
  const detail = error instanceof RequestError ? error.detail : null;
  return detail ?? texts.say("error.server", { status });
}

/** A refusal with its remedy: try again, or sign in again. */
export function problem(error: unknown, texts: Texts, retry: () => void): HTMLElement {
  const stale = error instanceof RequestError && error.status === 412;
  const signedOut = error instanceof RequestError && error.status === 401;
  const here = `${location.pathname}${location.search}`;
  const remedy = signedOut
    ? h(
        "a",
        { class: "button", href: `/login?next=${encodeURIComponent(here)}` },
        texts.say("error.sign_in"),
      )
    : h("button", { type: "button", on: { click: retry } }, texts.say(stale ? "error.read_again" : "error.retry"));
  return h(
    "div",
    { class: "kk-refused", role: "alert" },
    h("p", {}, problemSentence(error, texts)),
    remedy,
  );
}
