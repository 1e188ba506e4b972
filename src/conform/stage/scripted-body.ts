// The body of an upstream answer as a play wants it: events rewritten, a pause in front of one, a
// connection that stays open; and what the gateway took of it.
import type { TimedChunk } from '../../domain/backend.ts';
import type { Answering } from './pending.ts';

type Body = AsyncIterable<TimedChunk>;

/** Every chunk of the simulator is one event. */
export async function* scriptedBody(body: Body, answering: Answering): AsyncGenerator<TimedChunk> {
  const { owner, call, signal } = answering;
  const { pause, lingers } = owner?.script ?? {};
  let isPaused = false;
  // Until the end is seen, the gateway has gone.
  call.ended = 'left';
  try {
    for await (const text of eventsOf(body, answering)) {
      if (pause !== undefined && !isPaused && text.includes(pause.before)) {
        isPaused = true;
        call.pause = await held(answering, pause);
      }
      signal?.throwIfAborted();
      call.answer += text;
      yield { bytes: Buffer.from(text), elapsedMs: 0 };
    }
    if (lingers !== undefined && call.status === 200) {
      call.pause = await held(answering, lingers);
      signal?.throwIfAborted();
    }
    call.ended = 'end';
  } catch (error) {
    call.ended = signal?.aborted ? 'left' : 'cut';
    throw error;
  } finally {
    answering.done();
  }
}

async function* eventsOf(body: Body, { owner, call }: Answering): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reshape = call.status === 200 ? owner?.script.reshape : undefined;
  const kept: string[] = [];
  for await (const { bytes } of body) {
    const text = decoder.decode(bytes, { stream: true });
    if (reshape === undefined) yield text;
    else kept.push(text);
  }
  if (reshape !== undefined) yield* reshape(kept);
}

/** Waits for the client, at most so long. */
async function held(
  { owner, wait, signal }: Answering,
  { until, msMax }: { readonly until: RegExp; readonly msMax: number },
) {
  const started = performance.now();
  const enough = new AbortController();
  const both = AbortSignal.any(signal ? [signal, enough.signal] : [enough.signal]);
  const time = wait(msMax, both).then(() => 'time' as const);
  const client = owner?.has(until).then(() => 'client' as const) ?? time;
  const ended = await Promise.race([client, time]);
  enough.abort();
  return { ended, ms: Math.round(performance.now() - started) };
}
