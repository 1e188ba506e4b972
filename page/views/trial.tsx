// The calls of one trial of a run, as the prefix map draws them, and beside them those of the other
// arms that played the same.
import { useEffect, useState } from 'preact/hooks';
import type { ListedTrial, RunPageWithTrials } from '../../src/view/run-list.ts';
import { type ExplainedLineCall, promptParts } from '../explained.ts';
import { count, percent, visible } from '../format.ts';
import { Bar } from '../map/bar.tsx';
import { BreakView } from '../map/call-panel.tsx';
import { Notice } from '../parts/notice.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { trialLink } from '../route.ts';
import { type Loaded, useApp, useJson } from '../use.ts';

interface TrialProps {
  readonly run: string;
  readonly trial: string;
}

type Calls = readonly ExplainedLineCall[];

/** @param trials ids, in the order in which they are wanted */
function useTrials(run: string, trials: readonly string[]): Loaded<ReadonlyMap<string, Calls>> {
  const { source } = useApp();
  const [loaded, setLoaded] = useState<Loaded<ReadonlyMap<string, Calls>>>({ state: 'loading' });
  const names = trials.join(' ');
  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const known = new Map<string, Calls>();
      for (const trial of names.split(' ').filter(Boolean)) {
        const calls: ExplainedLineCall[] = [];
        const path = `/api/runs/${encodeURIComponent(run)}/trials/${encodeURIComponent(trial)}`;
        for await (const line of source.lines(`${path}/explained`, stop.signal)) {
          if (line.type === 'call') calls.push(line);
          if (line.type === 'failed') throw new Error(line.message);
        }
        known.set(trial, calls);
        setLoaded({ state: 'ready', value: new Map(known) });
      }
    };
    read().catch((error: Error) => {
      if (!stop.signal.aborted) setLoaded({ state: 'failed', message: error.message });
    });
    return () => stop.abort();
  }, [source, run, names]);
  return loaded;
}

/** Trials of the same scenario, variant and repeat: this one first. */
function sameBlock(played: readonly ListedTrial[], trial: string): ListedTrial[] {
  const own = played.find(({ id }) => id === trial);
  if (own === undefined) return [];
  const others = played.filter(
    (one) =>
      one !== own &&
      one.scenario === own.scenario &&
      one.variant === own.variant &&
      one.repeat === own.repeat,
  );
  return [own, ...others];
}

export function Trial({ run, trial }: TrialProps) {
  const page = useJson<RunPageWithTrials>(`/api/runs/${encodeURIComponent(run)}`);
  const block = page.state === 'ready' ? sameBlock(page.value.played, trial) : [];
  const loaded = useTrials(run, page.state === 'loading' ? [] : [trial, ...otherIds(block)]);
  const known = loaded.state === 'ready' ? loaded.value : new Map<string, Calls>();
  const calls = known.get(trial);
  const [own] = block;
  return (
    <main>
      <nav aria-label="Breadcrumb" class="breadcrumb">
        <a href={`#/run/${encodeURIComponent(run)}`}>← run {visible(run)}</a>
      </nav>
      <h1>
        {own === undefined ? `Trial ${visible(trial)}` : visible(`${own.scenario}, ${own.arm}`)}
      </h1>
      {own !== undefined && (
        <p class="facts">
          <span>{visible(own.variant)}</span>
          <span>repeat {own.repeat}</span>
          <span>{own.outcome}</span>
          <code>{visible(own.id)}</code>
        </p>
      )}
      {calls === undefined ? (
        loaded.state !== 'ready' && <Notice of={loaded} />
      ) : (
        <>
          <ol class="trial">
            {calls.map((line) => (
              <TrialCall key={line.id} of={line} top={topOf(calls)} />
            ))}
          </ol>
          {block.length > 1 && <Arms run={run} block={block} known={known} />}
        </>
      )}
    </main>
  );
}

const otherIds = (block: readonly ListedTrial[]): string[] => block.slice(1).map(({ id }) => id);

const topOf = (calls: Calls): number =>
  Math.max(1, ...calls.map(({ explained }) => explained.input_tokens));

interface ArmsProps {
  readonly run: string;
  readonly block: readonly ListedTrial[];
  readonly known: ReadonlyMap<string, Calls>;
}

/** The same conversation in every arm, call by call. */
function Arms({ run, block, known }: ArmsProps) {
  const longest = Math.max(...block.map(({ id }) => known.get(id)?.length ?? 0));
  return (
    <section>
      <h2>Call by call in every arm</h2>
      <Scroll label="Call by call in every arm">
        <table>
          <thead>
            <tr>
              <th class="n">call</th>
              {block.map(({ id, arm }) => (
                <th key={id} class="n">
                  <a href={trialLink(run, id)}>{visible(arm)}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: longest }, (_, index) => (
              <tr key={index}>
                <th scope="row" class="n">
                  {index}
                </th>
                {block.map(({ id }) => (
                  <td key={id} class="n">
                    {cellOf(known.get(id), index)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="note">Input tokens, and the share of them that was cached.</p>
    </section>
  );
}

function cellOf(calls: Calls | undefined, index: number): string {
  if (calls === undefined) return '…';
  const of = calls[index]?.explained;
  if (of === undefined) return '-';
  const cached = of.actual_cached_tokens;
  const share = cached === null ? null : cached / Math.max(1, of.input_tokens);
  return `${count(of.input_tokens)}, ${percent(share, 1)}`;
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
