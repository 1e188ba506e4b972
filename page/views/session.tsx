// A session as its prefix map: where the cache breaks, and on what.
import { useMemo, useRef, useState } from 'preact/hooks';
import type { Cause } from '../../src/explain/cause.ts';
import type { ExplainSummary } from '../../src/explain/summarise.ts';
import type { SessionMap } from '../../src/recordings/session-map.ts';
import { causeColour } from '../causes.ts';
import { type Explained, promptParts, useExplained } from '../explained.ts';
import { clock, count, dollars, duration, percent, short, visible, when } from '../format.ts';
import { Bar } from '../map/bar.tsx';
import { CallPanel } from '../map/call-panel.tsx';
import { Overview } from '../map/overview.tsx';
import { type MapRow, mapRows } from '../map/rows.ts';
import { Notice } from '../parts/notice.tsx';
import { WindowList } from '../parts/window-list.tsx';
import { replaceQuery, sessionLink } from '../route.ts';
import { useApp, useChanges, useJson } from '../use.ts';

const rowHeight = 26;

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
      <Summary summary={explained.summaries.get(main.session.id)} cause={cause} onCause={filter} />
      {explained.failure !== null && (
        <p class="notice failed" role="alert">
          {explained.failure}
        </p>
      )}
      <Overview rows={rows} selected={selected} onSelect={select} />
      <Legend />
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
        <span>{session.side} side</span>
        {session.model !== null && <span>{visible(session.model)}</span>}
        {session.folder !== null && <span>{visible(session.folder)}</span>}
        <span>{when(session.started_at)}</span>
        <code>{visible(session.id)}</code>
        {session.state === 'running' && <strong class="running">running</strong>}
      </p>
      {session.note !== null && <p class="note">{visible(session.note)}</p>}
      {sides.map((other) => (
        <p key={other.id}>
          <a href={sessionLink(other.id)}>The {other.side} side of this conversation</a>
        </p>
      ))}
    </>
  );
}

interface SummaryProps {
  readonly summary: ExplainSummary | undefined;
  readonly cause: string | null;
  onCause(cause: string | null): void;
}

function Summary({ summary, cause, onCause }: SummaryProps) {
  const { about } = useApp();
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
          cache would have held {share(summary.theoretical_cached_tokens)}. Not cached, though sent
          before: {count(lost)} tokens.
        </p>
      )}
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

function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      <li>
        <i class="swatch cached" /> cached
      </li>
      <li>
        <i class="swatch lost" /> sent before and not cached, by cause
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
    </ul>
  );
}

interface RowsProps {
  readonly map: SessionMap;
  readonly rows: readonly MapRow[];
  readonly at: number | null;
  readonly selected: string | null;
  /** The selected call, before it is drawn. */
  readonly latest: { readonly current: string | null };
  onSelect(call: string): void;
}

function Rows({ map, rows, at, selected, latest, onSelect }: RowsProps) {
  const calls = rows.filter((row) => row.type === 'call');
  const top = Math.max(
    1,
    ...calls.map(({ call, explained }) => promptParts(explained, call.usage).input),
  );
  /** Arrow keys go from call to call. */
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = calls.findIndex(({ call }) => call.id === latest.current);
    const next = calls[Math.min(calls.length - 1, Math.max(0, now + step))];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.call.id);
    requestAnimationFrame(() => document.getElementById(next.call.id)?.focus());
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its rows are buttons; this adds arrow keys
    <div class="rows" onKeyDown={onKeyDown}>
      <WindowList
        rows={rows.length}
        rowHeight={rowHeight}
        label={`${calls.length} calls`}
        at={at}
        render={(index) => {
          const row = rows[index];
          if (row === undefined) return null;
          if (row.type === 'turn')
            return <p class="row turn">{visible(row.words) || 'the user'}</p>;
          if (row.type === 'idle') return <Idle ms={row.ms} lifetimeMs={row.lifetimeMs} />;
          return (
            <CallRow
              row={row}
              lanes={map.lanes.length}
              top={top}
              isSelected={row.call.id === selected}
              onSelect={onSelect}
            />
          );
        }}
      />
    </div>
  );
}

function Idle({ ms, lifetimeMs }: { readonly ms: number; readonly lifetimeMs: number }) {
  const isGone = lifetimeMs > 0 && ms > lifetimeMs;
  return (
    <p class={isGone ? 'row idle gone' : 'row idle'}>
      nothing sent for {duration(ms)}
      {lifetimeMs > 0 && `; an unused prefix is kept for ${duration(lifetimeMs)}`}
    </p>
  );
}

interface CallRowProps {
  readonly row: Extract<MapRow, { type: 'call' }>;
  readonly lanes: number;
  readonly top: number;
  readonly isSelected: boolean;
  onSelect(call: string): void;
}

function CallRow({ row, lanes, top, isSelected, onSelect }: CallRowProps) {
  const { call, explained, lane } = row;
  const { input, cached, lost } = promptParts(explained, call.usage);
  const [worst] = lost.toSorted((a, b) => b.tokens - a.tokens);
  const failed = call.outcome !== 'running' && call.error !== null;
  const said = [
    `call ${call.seq}${lanes > 1 ? ` of ${lane === 0 ? 'the main agent' : `subagent ${lane}`}` : ''}`,
    `${count(input)} tokens, ${count(cached)} cached`,
    ...lost.map(({ cause, tokens }) => `${count(tokens)} lost to ${cause}`),
    ...(failed ? [`failed: ${call.error}`] : []),
  ].join(', ');
  return (
    <button
      type="button"
      id={call.id}
      class={`row call${isSelected ? ' selected' : ''}${failed ? ' broken' : ''}`}
      aria-pressed={isSelected}
      onClick={() => onSelect(call.id)}
    >
      <span class="hidden">{visible(said)}</span>
      {lanes > 1 && <Gutter lane={lane} lanes={lanes} />}
      <span class="seq" aria-hidden="true">
        {call.seq}
      </span>
      <span class="time" aria-hidden="true">
        {clock(call.started_at_ms)}
      </span>
      <Bar usage={call.usage} explained={explained} top={top} />
      <span class="input" aria-hidden="true">
        {short(input)}
      </span>
      <span class="share" aria-hidden="true">
        {call.usage === null
          ? call.outcome === 'running'
            ? 'running'
            : '-'
          : percent(cached / Math.max(1, input))}
      </span>
      <span class="cause" aria-hidden="true">
        {failed ? (
          visible(call.error ?? '')
        ) : worst === undefined ? (
          ''
        ) : (
          <>
            <i class="swatch" style={{ background: causeColour(worst.cause) }} /> {worst.cause}
          </>
        )}
      </span>
    </button>
  );
}

/** Which agent a call is of: a column each. */
function Gutter({ lane, lanes }: { readonly lane: number; readonly lanes: number }) {
  const shown = Math.min(lanes, 8);
  return (
    <svg class="gutter" width={shown * 10} height={rowHeight} aria-hidden="true">
      {Array.from({ length: shown }, (_, index) => (
        <line key={index} x1={5 + index * 10} x2={5 + index * 10} y1="0" y2={rowHeight} />
      ))}
      <circle cx={5 + Math.min(lane, shown - 1) * 10} cy={rowHeight / 2} r="4" />
    </svg>
  );
}
