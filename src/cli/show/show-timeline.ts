// `show --timeline` as tables.
import type { ExchangeTimelineEntry, SessionTimelineEntry } from '../../recordings/timeline.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';

const exchangeColumns: readonly Column[] = [
  { title: 'ms', align: 'right' },
  { title: '+ms', align: 'right' },
  { title: 'what' },
  { title: 'chunks', align: 'right' },
  { title: 'bytes', align: 'right' },
  { title: 'events' },
];

export function renderExchangeTimeline(entries: readonly ExchangeTimelineEntry[]): string {
  const rows = entries.map(({ ms, what, chunks, bytes, events }, index) => {
    const before = index === 0 ? ms : (entries[index - 1]?.ms ?? null);
    const added = ms === null || before === null ? null : ms - before;
    return [
      ms?.toFixed(3) ?? null,
      added?.toFixed(3) ?? null,
      what,
      chunks || null,
      bytes || null,
      runs(events) || null,
    ];
  });
  return renderTable(exchangeColumns, rows);
}

/** `a ×3, b`: streams repeat one type many times. */
function runs(events: readonly string[]): string {
  const found: { type: string; count: number }[] = [];
  for (const type of events) {
    const last = found.at(-1);
    if (last?.type === type) last.count++;
    else found.push({ type, count: 1 });
  }
  return found.map(({ type, count }) => (count > 1 ? `${type} ×${count}` : type)).join(', ');
}

const sessionColumns: readonly Column[] = [
  { title: '#', align: 'right' },
  { title: 'id' },
  { title: 'start ms', align: 'right' },
  { title: 'pause ms', align: 'right' },
  { title: 'TTFT ms', align: 'right' },
  { title: 'total ms', align: 'right' },
  { title: 'status', align: 'right' },
];

export function renderSessionTimeline(entries: readonly SessionTimelineEntry[]): string {
  const ms = (value: number | null): string | null => (value === null ? null : value.toFixed(1));
  const rows = entries.map((entry) => [
    ...[entry.seq, entry.id, ms(entry.start_ms), ms(entry.pause_ms)],
    ...[ms(entry.ttft_ms), ms(entry.total_ms), entry.status],
  ]);
  return renderTable(sessionColumns, rows);
}
