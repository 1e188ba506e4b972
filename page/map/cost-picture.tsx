// What an arm costs beside the baseline, per scenario: the range over what is not known, with zero
// marked. The tables below say the same.
import type { CostRange } from '../../src/report/analysis/cost-ranges.ts';
import type { RunArm } from '../../src/report/page/run-page.ts';
import { visible } from '../format.ts';
import { useWidth } from '../use-width.ts';

const rowHeight = 26;
/** Names are above their bars where there is less room than this, pixels. */
const wide = 640;
/** Of the text behind a bar, pixels. */
const numberWidth = 130;

interface CostPictureProps {
  readonly costs: readonly CostRange[];
  readonly arms: readonly RunArm[];
  readonly baseline: string;
  /** Where the trials behind a bar are. */
  link(of: CostRange): string;
}

const signed = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}%`;

export function CostPicture({ costs, arms, baseline, link }: CostPictureProps) {
  const [width, measure] = useWidth(900);
  if (costs.length === 0) return null;
  const isWide = width >= wide;
  const labelWidth = isWide ? Math.min(260, width * 0.3) : 0;
  const height = isWide ? rowHeight : rowHeight * 1.7;
  const low = Math.min(0, ...costs.map((one) => one.low));
  const high = Math.max(0, ...costs.map((one) => one.high));
  const span = high - low || 1;
  const x = (share: number): number =>
    labelWidth + 12 + ((share - low) / span) * (width - labelWidth - numberWidth - 16);
  const all = costs.length * height + 24;
  const colours = new Map(arms.map(({ name, colour }) => [name, colour]));
  return (
    <figure class="costs">
      <figcaption>
        Cost beside <code>{visible(baseline)}</code>, per scenario: left of the line is cheaper. A
        bar is the range over what is not known; it leads to its trials.
      </figcaption>
      <svg ref={measure} class="picture" viewBox={`0 0 ${width} ${all}`}>
        <title>Cost, per scenario</title>
        <line class="zero" x1={x(0)} x2={x(0)} y1="0" y2={all - 18} />
        <text class="axis" x={x(0)} y={all - 4} text-anchor={x(0) < 40 ? 'start' : 'middle'}>
          the same
        </text>
        {costs.map((one, index) => {
          const { scenario, arm, low: from, high: to } = one;
          const y = (index + 1) * height - rowHeight / 2;
          const range = from === to ? signed(from) : `${signed(from)} to ${signed(to)}`;
          return (
            <a key={`${scenario} ${arm}`} href={link(one)}>
              <text
                class="label"
                x={isWide ? labelWidth : 0}
                y={isWide ? y + 4 : y - 10}
                text-anchor={isWide ? 'end' : 'start'}
              >
                {visible(scenario)}, {visible(arm)}
              </text>
              <rect
                x={x(from) - 2}
                y={y - 5}
                width={Math.max(4, x(to) - x(from) + 4)}
                height="10"
                rx="3"
                style={{ fill: colours.get(arm) }}
              />
              <text class="axis" x={x(to) + 8} y={y + 4}>
                {range}
              </text>
            </a>
          );
        })}
      </svg>
    </figure>
  );
}
