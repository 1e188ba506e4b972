// The rows of a prefix map: a bar per call, and between them who speaks and where nothing is sent.
import type { SessionMap } from '../../src/recordings/session-map.ts';
import { causeColour, isAvoidable } from '../causes.ts';
import { promptParts } from '../explained.ts';
import { clock, count, duration, percent, short, visible } from '../format.ts';
import { WindowList } from '../parts/window-list.tsx';
import { callLink } from '../route.ts';
import { Bar } from './bar.tsx';
import { laneColour, laneName } from './lanes.ts';
import type { MapRow } from './rows.ts';

const rowHeight = 26;

interface RowsProps {
  readonly map: SessionMap;
  readonly rows: readonly MapRow[];
  readonly at: number | null;
  readonly selected: string | null;
  /** The selected call, before it is drawn. */
  readonly latest: { readonly current: string | null };
  onSelect(call: string): void;
}

export function Rows({ map, rows, at, selected, latest, onSelect }: RowsProps) {
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
        keyOf={(index) => rows[index]?.key}
        render={(index) => {
          const row = rows[index];
          if (row === undefined) return null;
          if (row.type === 'turn') return <Turn row={row} map={map} />;
          if (row.type === 'idle') return <Idle ms={row.ms} lifetimeMs={row.lifetimeMs} />;
          return (
            <CallRow
              row={row}
              map={map}
              top={top}
              isSelected={row.call.id === selected}
              isStop={row.call.id === (selected ?? calls[0]?.call.id)}
              onSelect={onSelect}
            />
          );
        }}
      />
    </div>
  );
}

/** Who speaks: the user, or an agent that asks another one. */
function Turn({ row, map }: { readonly row: MapRow & { type: 'turn' }; readonly map: SessionMap }) {
  const words = visible(row.words);
  if (row.lane === 0) return <p class="row turn">{words || 'the user'}</p>;
  return (
    <p class="row turn sub">
      <i class="swatch lane" style={{ background: laneColour(row.lane) }} />{' '}
      {laneName(map, row.lane)} is asked: {words}
    </p>
  );
}

function Idle({ ms, lifetimeMs }: { readonly ms: number; readonly lifetimeMs: number }) {
  const isGone = lifetimeMs > 0 && ms > lifetimeMs;
  return (
    <p class={isGone ? 'row idle gone' : 'row idle'}>
      nothing sent for {duration(ms)}
      {lifetimeMs > 0 &&
        (isGone
          ? `, longer than an unused prefix is kept (${duration(lifetimeMs)})`
          : `; an unused prefix is kept for ${duration(lifetimeMs)}`)}
    </p>
  );
}

interface CallRowProps {
  readonly row: Extract<MapRow, { type: 'call' }>;
  readonly map: SessionMap;
  readonly top: number;
  readonly isSelected: boolean;
  /** Tab stops here; arrow keys go on. */
  readonly isStop: boolean;
  onSelect(call: string): void;
}

function CallRow({ row, map, top, isSelected, isStop, onSelect }: CallRowProps) {
  const { call, explained, lane } = row;
  const lanes = map.lanes.length;
  const { input, cached, lost } = promptParts(explained, call.usage);
  // What can be avoided is said before the rules of caching, which every call loses something to.
  const worst = lost
    .toSorted((a, b) => b.tokens - a.tokens)
    .toSorted((a, b) => Number(isAvoidable(b.cause)) - Number(isAvoidable(a.cause)))[0];
  const failed = call.outcome !== 'running' && call.error !== null;
  const said = [
    `call ${call.seq}${lanes > 1 ? ` of ${laneName(map, lane)}` : ''}`,
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
      tabIndex={isStop ? 0 : -1}
      onClick={() => {
        if (!isSelected) onSelect(call.id);
        else location.hash = callLink(map.lanes[lane]?.session.id ?? '', call.id);
      }}
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
      <span
        class={worst === undefined || isAvoidable(worst.cause) ? 'cause' : 'cause rule'}
        aria-hidden="true"
      >
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
      <circle
        cx={5 + Math.min(lane, shown - 1) * 10}
        cy={rowHeight / 2}
        r="4"
        style={{ fill: laneColour(lane) }}
      />
    </svg>
  );
}
