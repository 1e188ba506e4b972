// One conversation in the list: what it is about, how well it was cached, what broke it.
import type { CauseTotal } from '../../src/explain/summarise.ts';
import type { ListedConversation, ListedSession } from '../../src/recordings/list-conversations.ts';
import { meteredSide } from '../../src/recordings/metered-side.ts';
import { causeColour } from '../causes.ts';
import { count, dollars, percent, short, shortFolder, visible, when } from '../format.ts';
import { Sparkline } from '../parts/sparkline.tsx';
import { sessionLink } from '../route.ts';

/** Causes that are named in a line. */
const causesMax = 2;

interface ConversationProps {
  readonly of: ListedConversation;
  /** undefined: not explained. */
  readonly causes: readonly CauseTotal[] | undefined;
}

export function Conversation({ of: one, causes }: ConversationProps) {
  const { subagents, beside } = one;
  const metered = meteredSide(one);
  return (
    <li class="session">
      <Line of={one} metered={metered} causes={causes} />
      {one.note !== null && <p class="note">{visible(one.note)}</p>}
      {one.other_side.length > 0 && (
        <p class="note">
          through a gateway: <a href={sessionLink(one.id)}>{one.side} side</a>,{' '}
          {one.other_side.map((other) => (
            <a key={other.id} href={sessionLink(other.id)}>
              {other.side} side
            </a>
          ))}
        </p>
      )}
      {subagents.length > 0 && (
        <details open={subagents.length <= 3}>
          <summary>
            {subagents.length} subagent{subagents.length > 1 ? 's' : ''}
          </summary>
          <ul>
            {subagents.map((agent) => (
              <li key={agent.id}>
                <Line of={agent} metered={agent} causes={undefined} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {beside.length > 0 && (
        <p class="note">
          with {beside.map(({ kind, exchanges }) => `${exchanges} ${kind}`).join(', ')}
        </p>
      )}
    </li>
  );
}

function titleOf(one: ListedSession): string {
  if (one.name !== null) return one.name;
  if (one.agent_id !== null) return `${one.agent_id}: ${one.first_words ?? ''}`;
  return one.first_words ?? `${one.kind} ${one.id}`;
}

interface LineProps {
  readonly of: ListedSession;
  /** Whose tokens and cost are shown, and which is opened. */
  readonly metered: ListedSession;
  readonly causes: readonly CauseTotal[] | undefined;
}

function Line({ of: one, metered, causes }: LineProps) {
  const problems = [
    one.failed > 0 && `${one.failed} failed`,
    one.incomplete > 0 && `${one.incomplete} incomplete`,
    one.dropped > 0 && `${one.dropped} dropped`,
    one.repeated > 0 && `${one.repeated} sent twice`,
  ].filter((text) => text !== false);
  const models = [...new Set([one.model, metered.model])].filter((model) => model !== null);
  return (
    <a class="line" href={sessionLink(metered.id)}>
      <span class="title">
        <bdi>{visible(titleOf(one))}</bdi>
      </span>
      <span class="facts">
        {one.state === 'running' && <strong class="running">running</strong>}
        {problems.length > 0 && <strong class="problem">{problems.join(', ')}</strong>}
        <span>{one.client}</span>
        {models.length > 0 && <span>{visible(models.join(' → '))}</span>}
        {one.folder !== null && (
          <span title={visible(one.folder)}>{visible(shortFolder(one.folder))}</span>
        )}
        <span>{when(one.last_at)}</span>
        {causes?.slice(0, causesMax).map(({ cause, tokens_lost }) => (
          <span key={cause}>
            <i class="swatch" style={{ background: causeColour(cause) }} /> {cause}{' '}
            {short(tokens_lost)}
          </span>
        ))}
      </span>
      <span class="numbers">
        <Sparkline shares={metered.call_shares} />
        <span class="share" title="cached share of the input tokens">
          {percent(metered.cached_share)} cached
        </span>
        <span>
          {count(one.calls)} call{one.calls === 1 ? '' : 's'}
        </span>
        <span title={`${count(metered.input_tokens)} input tokens`}>
          {short(metered.input_tokens)} tokens
        </span>
        {metered.cost_usd === null ? (
          <span title="no price is known for its models">no price</span>
        ) : (
          <span title="at list prices">
            {dollars(metered.cost_usd)}
            {metered.calls_without_price > 0 ? '+' : ''}
          </span>
        )}
      </span>
    </a>
  );
}
