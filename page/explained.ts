// The explanation of a session's calls as it arrives, call by call.
import { useEffect, useState } from 'preact/hooks';
import type { Cause } from '../src/explain/cause.ts';
import type { ExplainSummary } from '../src/explain/summarise.ts';
import type { ExplainedLine } from '../src/view/api.ts';
import { explainedPath } from '../src/view/api-paths.ts';
import { isAvoidable } from './causes.ts';
import { useApp } from './use.ts';

export type ExplainedLineCall = Extract<ExplainedLine, { type: 'call' }>;

export interface Explained {
  readonly calls: ReadonlyMap<string, ExplainedLineCall>;
  /** By session; there once all of its calls are. */
  readonly summaries: ReadonlyMap<string, ExplainSummary>;
  /** null: none, or not yet. */
  readonly failure: string | null;
}

const nothing: Explained = { calls: new Map(), summaries: new Map(), failure: null };

/** As often as the eye sees a difference. */
const drawMs = 80;

/** @param sessions in the order in which they are wanted */
export function useExplained(sessions: readonly string[], version: number): Explained {
  const { source } = useApp();
  const [explained, setExplained] = useState(nothing);
  const names = sessions.join(' ');
  useEffect(() => {
    const stop = new AbortController();
    const calls = new Map(explained.calls);
    const summaries = new Map(explained.summaries);
    let failure: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      setExplained({ calls: new Map(calls), summaries: new Map(summaries), failure });
    };
    const read = async (): Promise<void> => {
      for (const session of names.split(' ').filter(Boolean)) {
        for await (const line of source.lines(explainedPath(session), stop.signal)) {
          if (line.type === 'call') calls.set(line.id, line);
          if (line.type === 'done') summaries.set(session, line.summary);
          if (line.type === 'failed') failure = line.message;
          timer ??= setTimeout(draw, drawMs);
        }
      }
    };
    read().catch((error: Error) => {
      if (stop.signal.aborted) return;
      failure = error.message;
      draw();
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [source, names, version]);
  return explained;
}

/** Parts of a prompt, in tokens. */
export interface PromptParts {
  readonly input: number;
  readonly cached: number;
  /** What could have been cached and was not, by cause. */
  readonly lost: readonly { readonly cause: Cause; readonly tokens: number }[];
  /** Not cached, and not explained yet. */
  readonly unexplained: number;
  readonly fresh: number;
}

/** @param usage as reported; null: none */
export function promptParts(
  explained: ExplainedLineCall | undefined,
  usage: { readonly input_tokens: number; readonly cached_tokens: number } | null,
): PromptParts {
  const of = explained?.explained;
  const input = of?.input_tokens ?? usage?.input_tokens ?? 0;
  const cached = Math.min(input, of?.actual_cached_tokens ?? usage?.cached_tokens ?? 0);
  if (of === undefined || of.actual_cached_tokens === null) {
    return { input, cached, lost: [], unexplained: input - cached, fresh: 0 };
  }
  const lost: { cause: Cause; tokens: number }[] = [];
  let left = input - cached;
  // What broke a prefix is where the cache ended; what the rules cost comes after it.
  const breaks = of.breaks.toSorted(
    (a, b) => Number(isAvoidable(b.cause)) - Number(isAvoidable(a.cause)),
  );
  for (const { cause, tokens_lost } of breaks) {
    const tokens = Math.min(left, tokens_lost);
    if (tokens <= 0) continue;
    lost.push({ cause, tokens });
    left -= tokens;
  }
  return { input, cached, lost, unexplained: 0, fresh: left };
}
