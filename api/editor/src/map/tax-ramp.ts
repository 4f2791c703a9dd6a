/** Classes of tax per square wa. The limits are round numbers and stand in the legend. */

/** Upper limits in baht per square wa; a value equal to a limit is in the lower class. */
export const TAX_LIMITS = [0, 1, 5, 10, 25, 50] as const;

/** Index into the ramp: 0 is no tax, the last is above every limit. */
export function taxClass(bahtPerWa: number): number {
  const index = TAX_LIMITS.findIndex((limit) => bahtPerWa <= limit);
  return index === -1 ? TAX_LIMITS.length : index;
}

export interface TaxClass {
  readonly index: number;
  readonly from: number;
  /** Null above the last limit. */
  readonly to: number | null;
}

/** All classes from low to high. */
export function taxClasses(): readonly TaxClass[] {
  const classes: TaxClass[] = TAX_LIMITS.map((to, index) => ({
    index,
    from: TAX_LIMITS[index - 1] ?? 0,
    to,
  }));
  const last = TAX_LIMITS[TAX_LIMITS.length - 1] ?? 0;
  return [...classes, { index: TAX_LIMITS.length, from: last, to: null }];
}
