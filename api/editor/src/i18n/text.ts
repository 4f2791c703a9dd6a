/** Says messages in the page's language. */

import type { Language } from "../page/config";
import { en } from "./en";
import type { MessageKey } from "./th";
import { th } from "./th";

export type { MessageKey } from "./th";

export interface Texts {
  readonly language: Language;
  /** Say a message; `{name}` is replaced by the value of that name. */
  say(key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  /** Name a code of the register ("use" + "vacant"); an unknown code is shown as it is. */
  name(prefix: string, code: string): string;
}

export function fillIn(
  pattern: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

export function makeTexts(language: Language): Texts {
  const messages: Readonly<Record<MessageKey, string>> = language === "en" ? en : th;
  const lookup: Readonly<Record<string, string>> = messages;
  return {
    language,
    say: (key, values = {}) => fillIn(messages[key], values),
    name: (prefix, code) => lookup[`${prefix}.${code}`] ?? code,
  };
}
