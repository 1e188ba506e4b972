// The list: one line per conversation, noise folded away, subagents under their parent.
import { useState } from 'preact/hooks';
import type { Cause } from '../../src/explain/cause.ts';
import {
  type ConversationFilter,
  type FoundConversations,
  sessionStates,
} from '../../src/recordings/conversation-filter.ts';
import { meteredSide } from '../../src/recordings/metered-side.ts';
import { listPath, parseListQuery } from '../../src/view/api-paths.ts';
import { isAvoidable } from '../causes.ts';
import { useSessionCauses } from '../explained.ts';
import { count, visible } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { replaceQuery } from '../route.ts';
import { useApp, useChanges, useJson } from '../use.ts';
import { Conversation } from './session-line.tsx';

/** Conversations that are read and drawn at a time. */
const pageSize = 100;

/** In the place of a cause: any that a change of the request could avoid. */
const anyAvoidable = 'avoidable';

export function Sessions({ query }: { readonly query: URLSearchParams }) {
  const { about } = useApp();
  const [filter, setFilter] = useState(() => parseListQuery(query).filter);
  const [cause, setCause] = useState(query.get('cause') ?? '');
  const [limit, setLimit] = useState(pageSize);
  const path = listPath(filter, limit);
  const loaded = useJson<FoundConversations>(path, useChanges());
  const last = useLast(loaded.state === 'ready' ? loaded.value : null);
  const ids = (last?.sessions ?? []).map((one) => meteredSide(one).id);
  const explained = useSessionCauses(cause === '' ? [] : ids);
  const change = (next: Partial<ConversationFilter>): void => {
    const merged = { ...filter, ...next };
    setFilter(merged);
    setLimit(pageSize);
    const { text, client, model, state, withNoise } = merged;
    replaceQuery({ text, client, model, state, noise: withNoise ? 'shown' : null });
  };
  const shown = (last?.sessions ?? []).filter((one) => {
    if (cause === '') return true;
    const causes = explained.causes.get(meteredSide(one).id) ?? [];
    return causes.some((found) =>
      cause === anyAvoidable ? isAvoidable(found.cause) : found.cause === cause,
    );
  });
  return (
    <main>
      <h1>Sessions</h1>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <label>
            Search
            <input
              type="search"
              value={filter.text}
              placeholder="words, folder, id, model"
              onInput={({ currentTarget }) => change({ text: currentTarget.value })}
            />
          </label>
          <Choice
            label="Client"
            value={filter.client}
            onChange={(client) => change({ client })}
            options={(last?.clients ?? []).map((one) => [one, one])}
          />
          <Choice
            label="Model"
            value={filter.model}
            onChange={(model) => change({ model })}
            options={(last?.models ?? []).map((one) => [one, one])}
          />
          <Choice
            label="State"
            value={filter.state ?? ''}
            onChange={(state) =>
              change({ state: state === '' ? null : (state as ConversationFilter['state']) })
            }
            options={Object.entries(sessionStates)}
          />
          <Choice
            label="Cache lost to"
            value={cause}
            onChange={(value) => {
              setCause(value);
              replaceQuery({ cause: value });
            }}
            options={[
              [anyAvoidable, 'what can be avoided'],
              ...(Object.keys(about.causes) as Cause[]).map((one) => [one, one] as const),
            ]}
          />
        </form>
      </search>
      {cause !== '' && last !== null && (
        <p class="notice" role="status">
          {explained.isDone
            ? `${count(shown.length)} of ${count(ids.length)} sessions lost tokens to it.`
            : `Explaining: ${count(ids.filter((id) => explained.causes.has(id)).length)} of ${count(ids.length)} sessions.`}
        </p>
      )}
      {last === null || loaded.state === 'failed' ? (
        loaded.state !== 'ready' && <Notice of={loaded} />
      ) : (
        <Found
          of={last}
          shown={shown}
          causes={explained.causes}
          withNoise={filter.withNoise}
          isFiltered={cause !== ''}
          isAwaited={loaded.state === 'loading'}
          onMore={() => setLimit(limit + pageSize)}
          onNoise={() => change({ withNoise: !filter.withNoise })}
        />
      )}
    </main>
  );
}

/** The last answer, while the next one is awaited. */
function useLast(now: FoundConversations | null): FoundConversations | null {
  const [last, setLast] = useState(now);
  if (now !== null && now !== last) setLast(now);
  return now ?? last;
}

interface FoundProps {
  readonly of: FoundConversations;
  readonly shown: FoundConversations['sessions'];
  readonly causes: ReturnType<typeof useSessionCauses>['causes'];
  readonly withNoise: boolean;
  readonly isFiltered: boolean;
  /** Another list was asked for: a first search reads every session. */
  readonly isAwaited: boolean;
  onMore(): void;
  onNoise(): void;
}

function Found(props: FoundProps) {
  const { of, shown, causes, withNoise, isFiltered, isAwaited, onMore, onNoise } = props;
  const left = of.found - of.sessions.length;
  return (
    <>
      {isAwaited ? (
        <p class="notice" role="status">
          Searching…
        </p>
      ) : of.total === 0 ? (
        <p class="notice">
          Nothing is recorded yet: <code>turntape record -- claude</code>
        </p>
      ) : of.found === 0 ? (
        <p class="notice">No session fits these filters.</p>
      ) : (
        !isFiltered && (
          <p class="notice">
            {count(of.found)} conversation{of.found === 1 ? '' : 's'}, the last active first. Open
            one to see where its cache breaks.
          </p>
        )
      )}
      <ul class="sessions">
        {shown.map((one) => (
          <Conversation key={one.id} of={one} causes={causes.get(meteredSide(one).id)} />
        ))}
      </ul>
      <p class="actions">
        {left > 0 && (
          <button type="button" onClick={onMore}>
            Show {Math.min(left, pageSize)} of {count(left)} older ones
          </button>
        )}
        {(of.folded > 0 || withNoise) && (
          <button type="button" class="plain" onClick={onNoise}>
            {withNoise
              ? 'Hide probes, titles, settings traffic'
              : `Show ${count(of.folded)} more: probes, titles, settings traffic`}
          </button>
        )}
      </p>
    </>
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
