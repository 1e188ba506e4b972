// Where an increasing function takes a value.

const iterationsMax = 200;

/** Where an increasing function reaches `target` between two arguments, to the last bit. */
export function bisect(
  increasing: (x: number) => number,
  target: number,
  from: number,
  to: number,
): number {
  let low = from;
  let high = to;
  for (let step = 0; step < iterationsMax; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (increasing(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
