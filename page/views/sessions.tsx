// The list: one line per conversation, noise folded away, subagents under their parent.
import { useMemo, useState } from 'preact/hooks';
import type { ListedConversation, ListedSession } from '../../src/recordings/list-conversations.ts';
import { count, dollars, percent, short, shortFolder, visible, when } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { Sparkline } from '../parts/sparkline.tsx';
import { replaceQuery, sessionLink } from '../route.ts';
import { useChanges, useJson } from '../use.ts';

interface Filters {
  readonly text: string;
  readonly client: string;
  readonly model: string;
  readonly status: string;
  readonly noise: string;
}

const statuses = {
  running: 'running now',
  failed: 'with failed calls',
  incomplete: 'incomplete or dropped',
  cold: 'cached under 50%',
} as const;

function hasStatus(session: ListedSession, status: string): boolean {
  switch (status) {
    case 'running':
      return session.state === 'running';
    case 'failed':
      return session.failed > 0;
    case 'incomplete':
      return session.incomplete + session.dropped > 0;
    case 'cold':
      return session.cached_share !== null && session.cached_share < 0.5;
    default:
      return true;
  }
}

function isFound(
  conversation: ListedConversation,
  { text, client, model, status }: Filters,
): boolean {
  const all = [conversation, ...conversation.subagents, ...conversation.other_side];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const searched = all
    .flatMap((one) => [
      ...[one.id, one.name, one.note, one.first_words, one.folder, one.model, one.agent_id],
    ])
    .join('\n')
    .toLowerCase();
  return (
    (client === '' || conversation.client === client) &&
    (model === '' || all.some((one) => one.model === model)) &&
    all.some((one) => hasStatus(one, status)) &&
    words.every((word) => searched.includes(word))
  );
}

export function Sessions({ query }: { readonly query: URLSearchParams }) {
  const loaded = useJson<{ sessions: ListedConversation[] }>('/api/sessions', useChanges());
  const [filters, setFilters] = useState<Filters>(() => ({
    text: query.get('text') ?? '',
    client: query.get('client') ?? '',
    model: query.get('model') ?? '',
    status: query.get('status') ?? '',
    noise: query.get('noise') ?? '',
  }));
  const change = (name: keyof Filters, value: string): void => {
    setFilters({ ...filters, [name]: value });
    replaceQuery({ [name]: value || null });
  };
  const all = loaded.state === 'ready' ? loaded.value.sessions : [];
  const found = useMemo(() => all.filter((one) => isFound(one, filters)), [all, filters]);
  const shown = found.filter(({ is_noise }) => filters.noise !== '' || !is_noise);
  const hidden = found.length - shown.length;
  const valuesOf = (of: (one: ListedConversation) => string | null): string[] =>
    [...new Set(all.map(of).filter((value) => value !== null))].toSorted();
  return (
    <main>
      <h1>Sessions</h1>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <label>
            Search
            <input
              type="search"
              value={filters.text}
              placeholder="words, folder, id, model"
              onInput={({ currentTarget }) => change('text', currentTarget.value)}
            />
          </label>
          <Choice
            label="Client"
            value={filters.client}
            onChange={(value) => change('client', value)}
            options={valuesOf(({ client }) => client).map((one) => [one, one])}
          />
          <Choice
            label="Model"
            value={filters.model}
            onChange={(value) => change('model', value)}
            options={valuesOf(({ model }) => model).map((one) => [one, one])}
          />
          <Choice
            label="State"
            value={filters.status}
            onChange={(value) => change('status', value)}
            options={Object.entries(statuses)}
          />
        </form>
      </search>
      {loaded.state !== 'ready' ? (
        <Notice of={loaded} />
      ) : (
        <>
          {shown.length === 0 && (
            <p class="notice">
              {all.length === 0
                ? 'Nothing is recorded yet: turntape record -- claude'
                : 'No session fits these filters.'}
            </p>
          )}
          <ul class="sessions">
            {shown.map((one) => (
              <Conversation key={one.id} of={one} />
            ))}
          </ul>
          {(hidden > 0 || filters.noise !== '') && (
            <button
              type="button"
              class="plain"
              onClick={() => change('noise', filters.noise === '' ? 'shown' : '')}
            >
              {filters.noise === ''
                ? `Show ${hidden} more: probes, titles, settings traffic`
                : 'Hide probes, titles, settings traffic'}
            </button>
          )}
        </>
      )}
    </main>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, title: string])[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">all</option>
        {options.map(([one, title]) => (
          <option key={one} value={one}>
            {visible(title)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Conversation({ of: one }: { readonly of: ListedConversation }) {
  const { subagents, other_side: others, beside } = one;
  return (
    <li class="session">
      <Line of={one} />
      {one.note !== null && <p class="note">{visible(one.note)}</p>}
      {subagents.length + others.length > 0 && (
        <details open={subagents.length + others.length <= 3}>
          <summary>
            {[
              others.length > 0 && `upstream side of the gateway`,
              subagents.length > 0 &&
                `${subagents.length} subagent${subagents.length > 1 ? 's' : ''}`,
            ]
              .filter(Boolean)
              .join(', ')}
          </summary>
          <ul>
            {[...others, ...subagents].map((other) => (
              <li key={other.id}>
                <Line of={other} />
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
  if (one.side === 'upstream') return `upstream: ${one.first_words ?? one.id}`;
  if (one.agent_id !== null) return `${one.agent_id}: ${one.first_words ?? ''}`;
  return one.first_words ?? `${one.kind} ${one.id}`;
}

function Line({ of: one }: { readonly of: ListedSession }) {
  const problems = [
    one.failed > 0 && `${one.failed} failed`,
    one.incomplete > 0 && `${one.incomplete} incomplete`,
    one.dropped > 0 && `${one.dropped} dropped`,
    one.repeated > 0 && `${one.repeated} sent twice`,
  ].filter((text) => text !== false);
  return (
    <a class="line" href={sessionLink(one.id)}>
      <span class="title">
        <bdi>{visible(titleOf(one))}</bdi>
      </span>
      <span class="facts">
        {one.state === 'running' && <strong class="running">running</strong>}
        <span>{one.client}</span>
        {one.model !== null && <span>{visible(one.model)}</span>}
        {one.folder !== null && (
          <span title={visible(one.folder)}>{visible(shortFolder(one.folder))}</span>
        )}
        <span>{when(one.last_at)}</span>
      </span>
      <span class="numbers">
        <Sparkline shares={one.call_shares} />
        <span class="share" title="cached share of the input tokens">
          {percent(one.cached_share)} cached
        </span>
        <span>
          {count(one.calls)} call{one.calls === 1 ? '' : 's'}
        </span>
        <span title={`${count(one.input_tokens)} input tokens`}>
          {short(one.input_tokens)} tokens
        </span>
        <span title="at list prices">
          {dollars(one.cost_usd)}
          {one.cost_usd !== null && one.calls_without_price > 0 ? '+' : ''}
        </span>
        {problems.length > 0 && <span class="problem">{problems.join(', ')}</span>}
      </span>
    </a>
  );
}
