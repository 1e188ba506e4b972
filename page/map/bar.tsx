// One call's prompt as a bar: cached, then what was lost and to what, then what is new. A line under
// it is the reasoning of earlier answers that is in the prompt.
import type { MapCall } from '../../src/recordings/session-map.ts';
import { causeColour, isAvoidable } from '../causes.ts';
import { type ExplainedLineCall, promptParts } from '../explained.ts';
import { count, visible } from '../format.ts';

const height = 16;

interface BarProps {
  readonly usage: MapCall['usage'];
  readonly explained: ExplainedLineCall | undefined;
  /** Tokens of the longest bar. */
  readonly top: number;
}

export function Bar({ usage, explained, top }: BarProps) {
  const { cached, lost, unexplained, fresh } = promptParts(explained, usage);
  const scale = 1000 / top;
  let x = 0;
  const place = (tokens: number) => {
    const at = x;
    x += tokens * scale;
    return { x: at, width: Math.max(tokens > 0 ? 1 : 0, tokens * scale) };
  };
  const reasoning = explained?.facts.replayedReasoningTokens ?? 0;
  const isBroken = lost.some(({ cause }) => isAvoidable(cause));
  return (
    <svg class="bar" viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="cached" y="1" height="11" {...place(cached)}>
        <title>{`cached: ${count(cached)} tokens`}</title>
      </rect>
      {isBroken && (
        <rect class="scissors" x={Math.max(0, x - 1.5)} y="0" width="3" height={height} />
      )}
      {lost.map(({ cause, tokens, pointer, byte }) => (
        <rect
          key={cause + pointer}
          y="1"
          height="11"
          style={{ fill: causeColour(cause) }}
          {...place(tokens)}
        >
          <title>
            {`${cause}: ${count(tokens)} tokens`}
            {pointer !== null && `, ${visible(pointer)}`}
            {byte !== null && ` at byte ${count(byte)}`}
          </title>
        </rect>
      ))}
      <rect class="unexplained" y="1" height="11" {...place(unexplained)} />
      <rect class="fresh" y="1" height="11" {...place(fresh)}>
        <title>{`new: ${count(fresh)} tokens`}</title>
      </rect>
      {reasoning > 0 && (
        <rect class="reasoning" x="0" y="13" height="2" width={reasoning * scale} />
      )}
    </svg>
  );
}
