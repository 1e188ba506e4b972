// Cached share of each call of a session, oldest first: a line from 0 to 100%.
import { percent } from '../format.ts';

const width = 96;
const height = 22;
/** Calls that are drawn: the last ones. */
const shownMax = 96;

export function Sparkline({ shares }: { readonly shares: readonly (number | null)[] }) {
  const shown = shares.slice(-shownMax);
  const known = shown.flatMap((share, index) => (share === null ? [] : [{ share, index }]));
  const last = known.at(-1);
  if (last === undefined) return null;
  const step = shown.length < 2 ? 0 : (width - 4) / (shown.length - 1);
  const y = (share: number): number => height - 3 - share * (height - 6);
  const points = known.map(({ share, index }) => `${2 + index * step},${y(share)}`).join(' ');
  return (
    <svg
      class="sparkline"
      width={width}
      height={height}
      role="img"
      aria-label={`cached share of ${known.length} calls, last ${percent(last.share)}`}
    >
      <line x1="0" x2={width} y1={y(0)} y2={y(0)} class="zero" />
      <polyline points={points} />
      <circle cx={2 + last.index * step} cy={y(last.share)} r="2" />
    </svg>
  );
}
