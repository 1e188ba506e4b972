// A session's span is sent in parts, so that it does not wait for the recorder's end.
import { expect, test } from 'vitest';
import type { SessionDescriptor } from '../domain/session.ts';
import type { TelemetryCall } from './call.ts';
import { createSessionSpans, partMsMax, quietMsMax } from './session-spans.ts';

const session: SessionDescriptor = {
  ...{ id: 's_one', client: 'claude', side: 'client', clientSessionId: 'abc', agentId: null },
  ...{ kind: 'turn', parent: null },
};
const agent: SessionDescriptor = { ...session, id: 's_agent', agentId: 'a', parent: 's_one' };
const call = (startMs: number, endMs: number): TelemetryCall =>
  ({ startMs, endMs, explained: null, label: 'measured' }) as TelemetryCall;

test('a session that continues is one span, and its calls name it', () => {
  const spans = createSessionSpans('i');
  const first = spans.add(session, call(0, 10), true);
  const second = spans.add(session, call(quietMsMax, quietMsMax + 5), true);
  expect(second).toEqual({ spanId: first.spanId, ended: [] });
  expect(spans.end()).toMatchObject([
    { spanId: first.spanId, startMs: 0, endMs: quietMsMax + 5, parentSpanId: null },
  ]);
  expect(spans.end()).toEqual([]);
});

test('a call after a pause begins another part of the same trace', () => {
  const spans = createSessionSpans('i');
  const first = spans.add(session, call(0, 10), true);
  const later = 11 + quietMsMax;
  const { spanId, ended } = spans.add(session, call(later, later + 5), true);
  expect(spanId).not.toBe(first.spanId);
  expect(ended).toMatchObject([
    {
      ...{ spanId: first.spanId, startMs: 0, endMs: 10 },
      attributes: { 'turntape.calls': 1, 'turntape.session.part': 0 },
    },
  ]);
  const [last] = spans.end();
  expect(last).toMatchObject({
    ...{ spanId, traceId: ended[0]?.traceId },
    attributes: { 'turntape.session.part': 1 },
  });
});

test('a session without pauses is sent every hour', () => {
  const spans = createSessionSpans('i');
  const minuteMs = 60_000;
  const ended = Array.from({ length: 150 }, (_, minute) =>
    spans.add(session, call(minute * minuteMs, minute * minuteMs + 1), true),
  ).flatMap((one) => one.ended);
  expect(ended.map(({ startMs, endMs }) => endMs - startMs <= partMsMax)).toEqual([true, true]);
  expect(new Set([...ended, ...spans.end()].map(({ spanId }) => spanId)).size).toBe(3);
});

test('what has been quiet is sent without another call; an agent is below that part', () => {
  const spans = createSessionSpans('i');
  const main = spans.add(session, call(0, 10), true);
  spans.add(agent, call(20, 30), true);
  expect(spans.endQuiet(quietMsMax)).toEqual([]);
  const quiet = spans.endQuiet(quietMsMax + 31);
  expect(quiet.map(({ parentSpanId }) => parentSpanId)).toEqual([null, main.spanId]);
  expect(spans.end()).toEqual([]);
});
