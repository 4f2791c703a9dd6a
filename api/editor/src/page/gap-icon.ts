/** Icons and names of gap kinds on the page: those of the map's legend. */

import type { Look, PageConfig } from "./config";
import type { IconName } from "./icons";
import { iconNamed } from "./icons";

export type GapIcon = (kind: string) => IconName;

function gapLooks(config: PageConfig): readonly Look[] {
  return config.layers.find((layer) => layer.name === "gaps")?.legends[0]?.items ?? [];
}

export function gapIcons(config: PageConfig): GapIcon {
  const icons = new Map(gapLooks(config).map((look) => [look.value, look.icon]));
  return (kind) => iconNamed(icons.get(kind));
}

export function gapTitles(config: PageConfig): (kind: string) => string {
  const titles = new Map(gapLooks(config).map((look) => [look.value, look.label]));
  return (kind) => titles.get(kind) ?? kind;
}
