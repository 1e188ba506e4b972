// A session as its prefix map: where the cache breaks, and on what.
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Cause } from '../../src/explain/cause.ts';
import type { MapLane, SessionMap } from '../../src/recordings/session-map.ts';
import { causeColour } from '../causes.ts';
import { type Explained, useExplained } from '../explained.ts';
import { count, dollars, percent, short, visible, when } from '../format.ts';
import { CallPanel } from '../map/call-panel.tsx';
import { Rows } from '../map/call-rows.tsx';
import { FirstPlace } from '../map/first-place.tsx';
import { laneColour, laneName } from '../map/lanes.ts';
import { Overview } from '../map/overview.tsx';
import { type MapRow, mapRows } from '../map/rows.ts';
import { Notice } from '../parts/notice.tsx';
import { replaceQuery, sessionLink } from '../route.ts';
import { useApp, useChanges, useJson } from '../use.ts';

export function Session({ id, query }: { readonly id: string; readonly query: URLSearchParams }) {
  const version = useChanges();
  const loaded = useJson<SessionMap>(`/api/sessions/${encodeURIComponent(id)}`, version);
  const lanes = loaded.state === 'ready' ? loaded.value.lanes.map(({ session }) => session.id) : [];
  const explained = useExplained(lanes, version);
  if (loaded.state !== 'ready') {
    return (
      <main>
        <Notice of={loaded} />
      </main>
    );
  }
  return <PrefixMap map={loaded.value} explained={explained} query={query} />;
}

interface MapProps {
  readonly map: SessionMap;
  readonly explained: Explained;
  readonly query: URLSearchParams;
}

function PrefixMap({ map, explained, query }: MapProps) {
  const [selected, setSelected] = useState(query.get('call'));
  const [cause, setCause] = useState(query.get('cause'));
  const rows = useMemo(() => mapRows(map, explained.calls), [map, explained.calls]);
  const shown = useMemo(
    () => (cause === null ? rows : rows.filter((row) => isOfCause(row, cause))),
    [rows, cause],
  );
  // Keys may come faster than the page is drawn.
  const latest = useRef(selected);
  const select = (call: string): void => {
    latest.current = call;
    setSelected(call);
    replaceQuery({ call });
  };
  const close = (): void => {
    latest.current = null;
    setSelected(null);
    replaceQuery({ call: null });
    if (selected !== null) document.getElementById(selected)?.focus();
  };
  const filter = (name: string | null): void => {
    setCause(name);
    replaceQuery({ cause: name });
  };
  const [main] = map.lanes;
  if (main === undefined) return null;
  const chosen = rows.find((row) => row.type === 'call' && row.call.id === selected);
  const at = shown.findIndex((row) => row.type === 'call' && row.call.id === selected);
  return (
    <main class="session-view" onKeyDown={({ key }) => key === 'Escape' && close()}>
      <Heading map={map} />
      <Summary lane={main} explained={explained} cause={cause} onCause={filter} />
      {explained.failure !== null && (
        <p class="notice failed" role="alert">
          {explained.failure}
        </p>
      )}
      <Overview rows={rows} selected={selected} onSelect={select} />
      <Legend map={map} />
      <p class="note">
        Select a call for its causes, with the byte of each; a second click, or Enter, opens it.
        Arrow keys go on.
      </p>
      <div class={chosen === undefined ? 'map' : 'map with-panel'}>
        <Rows
          latest={latest}
          map={map}
          rows={shown}
          at={at < 0 ? null : at}
          selected={selected}
          onSelect={select}
        />
        {chosen?.type === 'call' && (
          <CallPanel
            session={map.lanes[chosen.lane]?.session.id ?? main.session.id}
            call={chosen.call}
            explained={chosen.explained}
            onClose={close}
          />
        )}
      </div>
    </main>
  );
}

function isOfCause(row: MapRow, cause: string): boolean {
  if (row.type !== 'call') return false;
  const breaks = row.explained?.explained.breaks ?? [];
  return breaks.some((one) => one.cause === cause && one.tokens_lost > 0);
}

function Heading({ map }: { readonly map: SessionMap }) {
  const { conversation, lanes } = map;
  const session = lanes[0]?.session;
  if (session === undefined) return null;
  const others = [conversation, ...conversation.other_side].filter(({ id }) => id !== session.id);
  const sides = others.filter(({ side }) => side !== session.side);
  return (
    <>
      <h1>
        <bdi>{visible(session.name ?? session.first_words ?? session.id)}</bdi>
      </h1>
      <p class="facts">
        <span>{session.client}</span>
        {sides.length > 0 && <span>{session.side} side</span>}
        {session.model !== null && <span>{visible(session.model)}</span>}
        {session.folder !== null && <span>{visible(session.folder)}</span>}
        <span>{when(session.started_at)}</span>
        <code>{visible(session.id)}</code>
        {session.state === 'running' && <strong class="running">running</strong>}
      </p>
      {session.note !== null && <p class="note">{visible(session.note)}</p>}
      {sides.map((other) => (
        <p key={other.id}>
          {session.side === 'client' &&
            'This is what the client sent to a gateway. The cache was asked by the gateway: '}
          <a href={sessionLink(other.id)}>the {other.side} side of this conversation</a>
        </p>
      ))}
    </>
  );
}

interface SummaryProps {
  readonly lane: MapLane;
  readonly explained: Explained;
  readonly cause: string | null;
  onCause(cause: string | null): void;
}

function Summary({ lane, explained, cause, onCause }: SummaryProps) {
  const { about } = useApp();
  const summary = explained.summaries.get(lane.session.id);
  if (summary === undefined) {
    return (
      <p class="notice" role="status">
        Explaining the calls…
      </p>
    );
  }
  const { input_tokens: input, actual_cached_tokens: cached, lost_tokens: lost } = summary;
  const share = (tokens: number): string => percent(input === 0 ? null : tokens / input, 1);
  return (
    <section class="summary" aria-label="Summary">
      {cached === null || lost === null ? (
        <p class="answer">
          No answer reports usage, so what was cached is not known; an ideal cache holds{' '}
          {share(summary.theoretical_cached_tokens)} of {count(input)} input tokens.
        </p>
      ) : (
        <p class="answer">
          <strong>{share(cached)}</strong> of {count(input)} input tokens were cached; an ideal
          cache would have held {share(summary.theoretical_cached_tokens)}. Of the{' '}
          {count(input - cached)} that were not cached, {count(lost)} were lost to these causes; the
          rest was new.
        </p>
      )}
      <FirstPlace summary={summary} lane={lane} explained={explained} />
      <ul class="causes" aria-label="Causes">
        {summary.causes
          .filter(({ tokens_lost }) => tokens_lost > 0)
          .map(({ cause: name, tokens_lost, cost_usd, turns }) => (
            <li key={name}>
              <button
                type="button"
                aria-pressed={cause === name}
                title={about.causes[name as Cause]}
                onClick={() => onCause(cause === name ? null : name)}
              >
                <i class="swatch" style={{ background: causeColour(name) }} /> {name}
                <span class="tokens">
                  {short(tokens_lost)} tokens, {dollars(cost_usd)}, {turns.length} call
                  {turns.length === 1 ? '' : 's'}
                </span>
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

function Legend({ map }: { readonly map: SessionMap }) {
  return (
    <ul class="legend" aria-label="Legend">
      <li>
        <i class="swatch cached" /> cached
      </li>
      <li>
        <i class="swatch lost" /> not cached, by cause
      </li>
      <li>
        <i class="swatch fresh" /> new
      </li>
      <li>
        <i class="swatch reasoning" /> reasoning of earlier answers
      </li>
      <li>
        <i class="swatch turn" /> the user speaks
      </li>
      <li>
        <i class="swatch idle" /> nothing was sent for long
      </li>
      {map.lanes.length > 1 &&
        map.lanes.map(({ session }, lane) => (
          <li key={session.id}>
            <i class="swatch lane" style={{ background: laneColour(lane) }} />{' '}
            {lane === 0 ? (
              laneName(map, lane)
            ) : (
              <a href={sessionLink(session.id)}>{laneName(map, lane)}</a>
            )}
          </li>
        ))}
    </ul>
  );
}
