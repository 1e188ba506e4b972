// What an arm costs beside the baseline, per scenario: the range over what is not known, with zero
// marked. The tables below say the same.
import type { CostRange } from '../../src/report/analysis/cost-ranges.ts';
import type { RunArm } from '../../src/report/page/run-page.ts';
import { visible } from '../format.ts';
import { Scroll } from '../parts/scroll.tsx';

const rowHeight = 24;
const labelWidth = 240;
const width = 900;

interface CostPictureProps {
  readonly costs: readonly CostRange[];
  readonly arms: readonly RunArm[];
  readonly baseline: string;
}

const signed = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}%`;

export function CostPicture({ costs, arms, baseline }: CostPictureProps) {
  if (costs.length === 0) return null;
  const low = Math.min(0, ...costs.map((one) => one.low));
  const high = Math.max(0, ...costs.map((one) => one.high));
  const span = high - low || 1;
  const x = (share: number): number =>
    labelWidth + 10 + ((share - low) / span) * (width - labelWidth - 170);
  const height = costs.length * rowHeight + 24;
  const colours = new Map(arms.map(({ name, colour }) => [name, colour]));
  return (
    <figure>
      <figcaption>
        Cost beside <code>{visible(baseline)}</code>, per scenario: left of the line is cheaper. A
        bar is the range over what is not known.
      </figcaption>
      <Scroll label="Cost, per scenario">
        <svg
          class="picture"
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={costs
            .map((one) => `${one.scenario}, ${one.arm}: ${signed(one.low)} to ${signed(one.high)}`)
            .join('; ')}
        >
          <line class="zero" x1={x(0)} x2={x(0)} y1="0" y2={height - 18} />
          <text class="axis" x={x(0)} y={height - 4} text-anchor="middle">
            the same
          </text>
          {costs.map(({ scenario, arm, low: from, high: to }, index) => {
            const y = index * rowHeight + rowHeight / 2;
            return (
              <g key={`${scenario} ${arm}`}>
                <text class="label" x={labelWidth} y={y + 4} text-anchor="end">
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
                  {from === to ? signed(from) : `${signed(from)} to ${signed(to)}`}
                </text>
              </g>
            );
          })}
        </svg>
      </Scroll>
    </figure>
  );
}
