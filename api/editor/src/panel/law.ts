/** Names sections of law as the office writes them. */

import type { Language } from "../page/config";

const SECTION = /^s\.?\s*(\d+(?:\/\d+)?(?:\s*\(\w+\))*)\s*(?:p\.?\s*(\d+))?(.*)$/;

/** "s.41 p1" → "ม.41 ว.1" in Thai; what is no section of an Act stays as it is. */
export function lawLabel(reference: string, language: Language): string {
  const match = SECTION.exec(reference.trim());
  if (!match || language === "en") return reference;
  const [, section = "", paragraph, rest = ""] = match;
  const tail = rest.trim();
  return [`ม.${section}`, paragraph ? `ว.${paragraph}` : "", tail].filter(Boolean).join(" ");
}
