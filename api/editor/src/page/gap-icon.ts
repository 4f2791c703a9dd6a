/** Icons of gap kinds on the page: those of the map's legend. */

import type { PageConfig } from "./config";
import type { IconName } from "./icons";
import { iconNamed } from "./icons";

export type GapIcon = (kind: string) => IconName;

export function gapIcons(config: PageConfig): GapIcon {
  const legend = config.layers.find((layer) => layer.name === "gaps")?.legends[0];
  const icons = new Map((legend?.items ?? []).map((item) => [item.value, item.icon]));
  return (kind) => iconNamed(icons.get(kind));
}
