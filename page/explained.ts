// The explanation of a session's calls as it arrives, call by call.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Break } from '../src/explain/cause.ts';
import type { CauseTotal, ExplainSummary } from '../src/explain/summarise.ts';
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

/** One reading of some sessions. */
interface Reading {
  readonly names: string;
  readonly stop: AbortController;
  /** Something has changed since it began. */
  isStale: boolean;
}

/**
 * @param sessions in the order in which they are wanted
 * @param version read again when it changes, once what is being read is there
 */
export function useExplained(sessions: readonly string[], version: number): Explained {
  const { source } = useApp();
  const [explained, setExplained] = useState(nothing);
  const reading = useRef<Reading | null>(null);
  // What is known stays shown while it is read again.
  const calls = useRef(new Map<string, ExplainedLineCall>());
  const summaries = useRef(new Map<string, ExplainSummary>());
  const names = sessions.join(' ');
  useEffect(() => {
    if (reading.current?.names === names) {
      reading.current.isStale = true;
      return;
    }
    reading.current?.stop.abort();
    const own: Reading = { names, stop: new AbortController(), isStale: false };
    reading.current = own;
    let failure: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      if (own.stop.signal.aborted) return;
      setExplained({
        calls: new Map(calls.current),
        summaries: new Map(summaries.current),
        failure,
      });
    };
    const read = async (): Promise<void> => {
      for (const session of names.split(' ').filter(Boolean)) {
        for await (const line of source.lines(explainedPath(session), own.stop.signal)) {
          if (line.type === 'call') calls.current.set(line.id, line);
          if (line.type === 'done') summaries.current.set(session, line.summary);
          if (line.type === 'failed') failure = line.message;
          timer ??= setTimeout(draw, drawMs);
        }
      }
    };
    const readOn = async (): Promise<void> => {
      do {
        own.isStale = false;
        await read();
      } while (own.isStale);
    };
    readOn()
      .catch((error: Error) => {
        failure = error.message;
        draw();
      })
      .finally(() => {
        if (reading.current === own) reading.current = null;
      });
  }, [source, names, version]);
  useEffect(
    () => () => {
      reading.current?.stop.abort();
      reading.current = null;
    },
    [],
  );
  return explained;
}

/** The causes of many sessions, read one session after another. */
export interface SessionCauses {
  /** By session, avoidable causes first; absent: not explained yet. */
  readonly causes: ReadonlyMap<string, readonly CauseTotal[]>;
  readonly isDone: boolean;
}

/** @param sessions in the order in which they are wanted; none: nothing is explained */
export function useSessionCauses(sessions: readonly string[]): SessionCauses {
  const { source } = useApp();
  const [known, setKnown] = useState<ReadonlyMap<string, readonly CauseTotal[]>>(new Map());
  const causes = useRef(new Map<string, readonly CauseTotal[]>());
  const names = sessions.join(' ');
  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      for (const session of names.split(' ').filter(Boolean)) {
        if (causes.current.has(session)) continue;
        let found: readonly CauseTotal[] = [];
        try {
          for await (const line of source.lines(explainedPath(session), stop.signal)) {
            if (line.type === 'done') found = avoidableFirst(line.summary.causes);
          }
        } catch (error) {
          if (stop.signal.aborted) throw error;
          // A session that cannot be explained has no causes; its own page says why.
        }
        causes.current.set(session, found);
        setKnown(new Map(causes.current));
      }
    };
    read().catch(() => {});
    return () => stop.abort();
  }, [source, names]);
  return { causes: known, isDone: sessions.every((one) => known.has(one)) };
}

function avoidableFirst(causes: readonly CauseTotal[]): CauseTotal[] {
  return causes
    .filter(({ tokens_lost }) => tokens_lost > 0)
    .toSorted((a, b) => Number(isAvoidable(b.cause)) - Number(isAvoidable(a.cause)));
}

export interface LostPart extends Pick<Break, 'cause' | 'pointer' | 'byte'> {
  readonly tokens: number;
}

/** Parts of a prompt, in tokens. */
export interface PromptParts {
  readonly input: number;
  readonly cached: number;
  /** What could have been cached and was not, by cause. */
  readonly lost: readonly LostPart[];
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
  const lost: LostPart[] = [];
  let left = input - cached;
  // What broke a prefix is where the cache ended; what the rules cost comes after it.
  const breaks = of.breaks.toSorted(
    (a, b) => Number(isAvoidable(b.cause)) - Number(isAvoidable(a.cause)),
  );
  for (const { cause, tokens_lost, pointer, byte } of breaks) {
    const tokens = Math.min(left, tokens_lost);
    if (tokens <= 0) continue;
    lost.push({ cause, tokens, pointer, byte });
    left -= tokens;
  }
  return { input, cached, lost, unexplained: 0, fresh: left };
}
