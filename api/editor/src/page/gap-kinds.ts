/** Icons and names of gap kinds on the page: those of the map's legend. */

import type { Look, PageConfig } from "./config";
import type { IconName } from "./icons";
import { iconNamed } from "./icons";

export interface GapKinds {
  icon(kind: string): IconName;
  title(kind: string): string;
}

function gapLooks(config: PageConfig): readonly Look[] {
  return config.layers.find((layer) => layer.name === "gaps")?.legends[0]?.items ?? [];
}

export function gapKinds(config: PageConfig): GapKinds {
  const looks = new Map(gapLooks(config).map((look) => [look.value, look]));
  return {
    icon: (kind) => iconNamed(looks.get(kind)?.icon),
    title: (kind) => looks.get(kind)?.label ?? kind,
  };
}
