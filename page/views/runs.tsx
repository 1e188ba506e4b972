// The runs of the database, newest first.
import type { ListedRun } from '../../src/view/run-list.ts';
import { visible, when } from '../format.ts';
import { Notice } from '../parts/notice.tsx';
import { useChanges, useJson } from '../use.ts';

/** Scenarios that are named in a run's line. */
const namedMax = 3;

export function Runs() {
  const loaded = useJson<{ runs: ListedRun[] }>('/api/runs', useChanges());
  return (
    <main>
      <h1>Runs</h1>
      {loaded.state !== 'ready' ? (
        <Notice of={loaded} />
      ) : (
        <>
          {loaded.value.runs.length === 0 && <p class="notice">No run is saved: turntape ab</p>}
          <ul class="sessions">
            {loaded.value.runs.map((run) => (
              <li key={run.id}>
                <RunLine of={run} />
              </li>
            ))}
          </ul>
        </>
      )}
    </main>
  );
}

function RunLine({ of }: { readonly of: ListedRun }) {
  const { scenarios, arms } = of;
  const more = scenarios.length - namedMax;
  return (
    <a class="line" href={`#/run/${encodeURIComponent(of.id)}`}>
      <span class="title">{visible(arms.join(' / '))}</span>
      <span class="facts">
        <code>{visible(of.id)}</code>
        <span>{of.label}</span>
        <span>{visible(of.model)}</span>
        <span>
          {visible(scenarios.slice(0, namedMax).join(', '))}
          {more > 0 && ` and ${more} more`}
        </span>
        <span>{when(of.started_at)}</span>
        {!of.is_finished && <strong class="problem">not finished</strong>}
      </span>
    </a>
  );
}
