/** Gathers gaps that would stand on top of each other, so that a far view stays calm. */

export interface GapPoint {
  readonly id: number;
  readonly kind: string;
  readonly baht: number;
  readonly count: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Put gaps of one square cell (side in metres) together: their counts and baht add up,
 * the dearest gives the kind, and the mark stands in the middle of them.
 */
export function clusterGaps(gaps: readonly GapPoint[], side: number): readonly GapPoint[] {
  const cells = new Map<string, GapPoint[]>();
  for (const gap of gaps) {
    const key = `${Math.floor(gap.x / side)}/${Math.floor(gap.y / side)}`;
    const cell = cells.get(key);
    if (cell) cell.push(gap);
    else cells.set(key, [gap]);
  }
  return [...cells.values()].map(gather).sort((a, b) => b.baht - a.baht);
}

function gather(cell: readonly GapPoint[]): GapPoint {
  const dearest = cell.reduce((best, gap) => (gap.baht > best.baht ? gap : best));
  if (cell.length === 1) return dearest;
  const count = sum(cell, (gap) => gap.count);
  return {
    id: dearest.id,
    kind: dearest.kind,
    baht: sum(cell, (gap) => gap.baht),
    count,
    x: sum(cell, (gap) => gap.x * gap.count) / count,
    y: sum(cell, (gap) => gap.y * gap.count) / count,
  };
}

function sum(cell: readonly GapPoint[], of: (gap: GapPoint) => number): number {
  return cell.reduce((total, gap) => total + of(gap), 0);
}
