// The calls of one trial of a run, as the prefix map draws them.
import { useEffect, useState } from 'preact/hooks';
import { type ExplainedLineCall, promptParts } from '../explained.ts';
import { count, percent, visible } from '../format.ts';
import { Bar } from '../map/bar.tsx';
import { BreakView } from '../map/call-panel.tsx';
import { Notice } from '../parts/notice.tsx';
import { type Loaded, useApp } from '../use.ts';

interface TrialProps {
  readonly run: string;
  readonly trial: string;
}

function useTrial(run: string, trial: string): Loaded<readonly ExplainedLineCall[]> {
  const { source } = useApp();
  const [loaded, setLoaded] = useState<Loaded<readonly ExplainedLineCall[]>>({ state: 'loading' });
  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const calls: ExplainedLineCall[] = [];
      const path = `/api/runs/${encodeURIComponent(run)}/trials/${encodeURIComponent(trial)}`;
      for await (const line of source.lines(`${path}/explained`, stop.signal)) {
        if (line.type === 'call') calls.push(line);
        if (line.type === 'failed') throw new Error(line.message);
      }
      setLoaded({ state: 'ready', value: calls });
    };
    read().catch((error: Error) => {
      if (!stop.signal.aborted) setLoaded({ state: 'failed', message: error.message });
    });
    return () => stop.abort();
  }, [source, run, trial]);
  return loaded;
}

export function Trial({ run, trial }: TrialProps) {
  const loaded = useTrial(run, trial);
  const calls = loaded.state === 'ready' ? loaded.value : [];
  const top = Math.max(1, ...calls.map(({ explained }) => explained.input_tokens));
  return (
    <main>
      <nav aria-label="Breadcrumb" class="breadcrumb">
        <a href={`#/run/${encodeURIComponent(run)}`}>run {visible(run)}</a>
      </nav>
      <h1>Trial {visible(trial)}</h1>
      {loaded.state !== 'ready' ? (
        <Notice of={loaded} />
      ) : (
        <ol class="trial">
          {calls.map((line) => (
            <TrialCall key={line.id} of={line} top={top} />
          ))}
        </ol>
      )}
    </main>
  );
}

function TrialCall({ of, top }: { readonly of: ExplainedLineCall; readonly top: number }) {
  const { seq, input_tokens: input, actual_cached_tokens: actual, breaks } = of.explained;
  const { cached, fresh } = promptParts(of, null);
  return (
    <li>
      <details>
        <summary>
          <span>
            call {seq}: {count(input)} tokens,{' '}
            {actual === null ? 'no usage' : `${percent(cached / Math.max(1, input), 1)} cached`},{' '}
            {count(fresh)} new
          </span>
          <Bar usage={null} explained={of} top={top} />
        </summary>
        {breaks.map((one) => (
          <BreakView key={one.cause + one.pointer} of={one} session={null} call={of.id} />
        ))}
      </details>
    </li>
  );
}
