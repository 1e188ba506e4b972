// All calls of a session at a glance: a column per call, as high as its prompt, split into cached,
// lost by cause, and new.

import { causeColour } from '../causes.ts';
import { promptParts } from '../explained.ts';
import { short, visible } from '../format.ts';
import { useWidth } from '../use-width.ts';
import type { MapRow } from './rows.ts';

const height = 150;
/** Room for half of a line of text. */
const above = 10;
const axisWidth = 46;
const columnMax = 44;
const columnMin = 2;

interface OverviewProps {
  readonly rows: readonly MapRow[];
  readonly selected: string | null;
  onSelect(call: string): void;
}

export function Overview({ rows, selected, onSelect }: OverviewProps) {
  const [width, measure] = useWidth(1100);
  const calls = rows.filter((row) => row.type === 'call');
  const top = Math.max(
    1,
    ...calls.map(({ call, explained }) => promptParts(explained, call.usage).input),
  );
  const room = width - axisWidth;
  const step = Math.max(columnMin, Math.min(columnMax, room / Math.max(1, rows.length)));
  const column = Math.max(1, step - (step > 5 ? 2 : 0.5));
  const y = (tokens: number): number => (tokens / top) * height;
  return (
    <svg
      ref={measure}
      class="overview"
      viewBox={`0 0 ${Math.max(width, axisWidth + step * rows.length)} ${height + above + 14}`}
      preserveAspectRatio="xMinYMid meet"
      role="img"
      aria-label={`Prompt tokens of ${calls.length} calls, up to ${short(top)}; the list below says the same`}
    >
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line
            class="grid"
            x1={axisWidth}
            x2={width}
            y1={height - share * height + above}
            y2={height - share * height + above}
          />
          <text
            class="axis"
            x={axisWidth - 6}
            y={height - share * height + above + 4}
            text-anchor="end"
          >
            {short(Math.round(share * top))}
          </text>
        </g>
      ))}
      {rows.map((row, index) => {
        const x = axisWidth + index * step;
        if (row.type === 'idle') {
          return (
            <line
              key={index}
              class={row.lifetimeMs > 0 && row.ms > row.lifetimeMs ? 'idle gone' : 'idle'}
              x1={x + step / 2}
              x2={x + step / 2}
              y1={above}
              y2={height + above}
            />
          );
        }
        if (row.type === 'turn') {
          return row.lane > 0 ? null : (
            <path
              key={index}
              class="turn"
              d={`M${x + step / 2 - 4} ${height + above + 12}l4 -8l4 8z`}
            />
          );
        }
        const { input, cached, lost, unexplained, fresh } = promptParts(
          row.explained,
          row.call.usage,
        );
        const parts = [
          { tokens: cached, class: 'cached', fill: undefined },
          ...lost.map(({ cause, tokens }) => ({ tokens, class: 'lost', fill: causeColour(cause) })),
          { tokens: unexplained, class: 'unexplained', fill: undefined },
          { tokens: fresh, class: 'fresh', fill: undefined },
        ];
        let below = 0;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: for a mouse; keys have the list
          <g
            key={index}
            class={row.call.id === selected ? 'column selected' : 'column'}
            opacity={row.lane === 0 ? 1 : 0.55}
            onClick={() => onSelect(row.call.id)}
          >
            <title>
              {[
                `call ${row.call.seq}: ${short(cached)} cached of ${short(input)}`,
                ...lost.map(
                  ({ cause, tokens, pointer }) =>
                    `${short(tokens)} lost to ${cause}${pointer === null ? '' : ` at ${visible(pointer)}`}`,
                ),
              ].join('\n')}
            </title>
            <rect class="hit" x={x} y="0" width={step} height={height + above + 14} />
            {parts.map((part, at) => {
              if (part.tokens <= 0) return null;
              const size = y(part.tokens);
              below += size;
              return (
                <rect
                  key={at}
                  class={part.class}
                  style={part.fill === undefined ? {} : { fill: part.fill }}
                  x={x}
                  y={height + above - below}
                  width={column}
                  height={size}
                />
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}
