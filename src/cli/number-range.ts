// Which numbers an option takes, in words and as a check.

export interface NumberRange {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Not itself one of the numbers. */
  readonly above?: number;
  readonly below?: number;
  readonly isWhole?: true;
}

/** As in "takes a whole number from 1 to 10". */
export function describeRange({ minimum, maximum, above, below, isWhole }: NumberRange): string {
  const bounds = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(maximum === undefined
      ? []
      : [above === undefined ? `to ${maximum}` : `and at most ${maximum}`]),
    ...(below === undefined ? [] : [`and below ${below}`]),
  ];
  return [isWhole ? 'a whole number' : 'a number', ...bounds].join(' ');
}

export function isInRange(value: number, range: NumberRange): boolean {
  const { minimum = -Infinity, maximum = Infinity, above = -Infinity, below = Infinity } = range;
  const isWithin = value >= minimum && value <= maximum && value > above && value < below;
  return Number.isFinite(value) && isWithin && (range.isWhole !== true || Number.isInteger(value));
}

/** A number of the range, for an example. */
export function exampleOf(range: NumberRange): number {
  const candidates = [3, 1, range.minimum ?? 1, 0.5];
  return candidates.find((value) => isInRange(value, range)) ?? 1;
}
