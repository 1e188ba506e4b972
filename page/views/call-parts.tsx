// The other sides of a call: when what arrived, its bytes, its headers, what it used.
import { useState } from 'preact/hooks';
import type { CallPage } from '../../src/recordings/call-page.ts';
import { bytes, count, duration, percent, visible } from '../format.ts';
import { BodyText, pieceBytes } from '../parts/body-text.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { replaceQuery } from '../route.ts';

export function Timeline({ of }: { readonly of: CallPage }) {
  const { timeline, ttft_ms: ttft } = of;
  const last = Math.max(1, ...timeline.map(({ ms }) => ms ?? 0));
  return (
    <>
      <p>
        Headers after {duration(of.head_ms)}, first item after {duration(of.first_item_ms)}, first
        token after {duration(ttft)}, end after {duration(of.total_ms)}; counted from the moment the
        request was handed on. The table counts from its arrival.
      </p>
      <Scroll label="Timeline">
        <table class="timeline">
          <thead>
            <tr>
              <th class="n">ms</th>
              <th>what</th>
              <th class="n">bytes</th>
              <th>events</th>
              <th aria-label="when" class="when" />
            </tr>
          </thead>
          <tbody>
            {timeline.map(({ ms, what, bytes: size, events }, index) => (
              <tr key={index}>
                <td class="n">{ms === null ? '-' : ms.toFixed(1)}</td>
                <td>{what}</td>
                <td class="n">{size > 0 ? count(size) : ''}</td>
                <td>{visible(together(events))}</td>
                <td class="when">
                  {ms !== null && (
                    <svg width="104" height="10" aria-hidden="true">
                      <line x1="0" x2="100" y1="5" y2="5" />
                      <circle cx={4 + (96 * ms) / last} cy="5" r="3" />
                    </svg>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

/** `delta ×12`: streams repeat a type many times. */
function together(events: readonly string[]): string {
  const runs: { type: string; count: number }[] = [];
  for (const type of events) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  return runs.map(({ type, count: times }) => (times > 1 ? `${type} ×${times}` : type)).join(', ');
}

interface RawProps {
  readonly of: CallPage;
  readonly query: URLSearchParams;
}

export function Raw({ of, query }: RawProps) {
  const [part, setPart] = useState(query.get('part') === 'response' ? 'response' : 'request');
  const size = part === 'request' ? of.request_decoded_bytes : of.response_decoded_bytes;
  const [byte, setByte] = useState(Number(query.get('byte') ?? 0) || 0);
  const start = Math.min(Math.max(0, byte - (byte % pieceBytes)), Math.max(0, size - 1));
  const go = (to: number): void => {
    const next = Math.min(Math.max(0, to), Math.max(0, size - 1));
    setByte(next);
    replaceQuery({ byte: String(next), part });
  };
  const path = `/api/calls/${encodeURIComponent(of.id)}/${part}`;
  return (
    <>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          Body
          <select
            value={part}
            onChange={({ currentTarget }) => {
              setPart(currentTarget.value);
              setByte(0);
            }}
          >
            <option value="request">request, {bytes(of.request_decoded_bytes)}</option>
            <option value="response">response, {bytes(of.response_decoded_bytes)}</option>
          </select>
        </label>
        <label>
          From byte
          <input
            type="number"
            min="0"
            max={size}
            value={byte}
            onChange={({ currentTarget }) => go(Number(currentTarget.value))}
          />
        </label>
        <button type="button" disabled={start === 0} onClick={() => go(start - pieceBytes)}>
          Before
        </button>
        <button
          type="button"
          disabled={start + pieceBytes >= size}
          onClick={() => go(start + pieceBytes)}
        >
          After
        </button>
      </form>
      <p class="facts">
        bytes {count(start)} to {count(Math.min(size, start + pieceBytes))} of {count(size)}, after
        decompression; exactly as sent:{' '}
        <code>
          turntape show {of.id} --part {part}-body
        </code>
      </p>
      <BodyText
        key={`${part} ${start}`}
        path={path}
        start={start}
        end={Math.min(size, start + pieceBytes)}
        mark={byte > start ? byte : null}
      />
    </>
  );
}

export function Headers({ of }: { readonly of: CallPage }) {
  return (
    <>
      <HeaderTable title="Request headers" of={of.request_headers} />
      <HeaderTable title="Response headers" of={of.response_headers} />
      {of.trailers.length > 0 && <HeaderTable title="Trailers" of={of.trailers} />}
    </>
  );
}

function HeaderTable({ title, of }: { readonly title: string; readonly of: CallPage['trailers'] }) {
  return (
    <section>
      <h2>{title}</h2>
      <Scroll label={title}>
        <table>
          <tbody>
            {of.map(([name, value], index) => (
              <tr key={index}>
                <th scope="row">{visible(name)}</th>
                <td>
                  <code>{visible(value)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

export function Usage({ of }: { readonly of: CallPage }) {
  const { usage } = of;
  if (usage === null) return <p class="notice">No usage was reported.</p>;
  const rows: readonly (readonly [string, string])[] = [
    ['input tokens', count(usage.input_tokens)],
    [
      'of these cached',
      `${count(usage.cached_tokens)} (${percent(usage.cached_tokens / Math.max(1, usage.input_tokens), 1)})`,
    ],
    ['output tokens', count(usage.output_tokens)],
    [
      'of these reasoning',
      usage.reasoning_tokens === null ? 'not reported' : count(usage.reasoning_tokens),
    ],
  ];
  return (
    <table>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="n">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
