// An A/B: its answer first, one picture, then the tables, then the trials behind them.
import type { ListedTrial, RunPageWithTrials } from '../../src/view/run-list.ts';
import { count, percent, visible } from '../format.ts';
import { CostPicture } from '../map/cost-picture.tsx';
import { Notice } from '../parts/notice.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { useJson } from '../use.ts';

export function Run({ id }: { readonly id: string }) {
  const loaded = useJson<RunPageWithTrials>(`/api/runs/${encodeURIComponent(id)}`);
  if (loaded.state !== 'ready') {
    return (
      <main>
        <Notice of={loaded} />
      </main>
    );
  }
  const run = loaded.value;
  return (
    <main>
      <h1>
        Run <bdi>{visible(run.id)}</bdi>
      </h1>
      <p class="facts">
        <strong>{run.label}</strong>
        <span>{visible(run.model)}</span>
        <span>{visible(run.backend)}</span>
        <span>
          {run.trials} of {run.planned_trials} trials
        </span>
        <span>seed {visible(run.seed)}</span>
      </p>
      {run.invalid.map((line) => (
        <p key={line} class="notice failed">
          <Prose text={line} />
        </p>
      ))}
      <section aria-label="Answer">
        <ul class="answer-lines">
          {run.answer.map(({ heading, sentence }) => (
            <li key={heading}>
              <strong>{heading}.</strong> <Prose text={sentence} />
            </li>
          ))}
        </ul>
        {run.findings.map(({ sentence, details }) => (
          <div key={sentence} class="finding">
            <p class="answer">
              <Prose text={sentence} />
            </p>
            <details>
              <summary>Where it comes from</summary>
              <ul>
                {details.filter(Boolean).map((text) => (
                  <li key={text}>
                    <Prose text={text} />
                  </li>
                ))}
              </ul>
            </details>
          </div>
        ))}
        {run.benefit !== null && (
          <p>
            <Prose text={run.benefit} />
          </p>
        )}
      </section>
      <CostPicture costs={run.costs} arms={run.arms} baseline={run.baseline} />
      <Arms of={run} />
      {run.known.length > 0 && (
        <details>
          <summary>Known from real sessions</summary>
          <ul>
            {run.known.map((text) => (
              <li key={text}>
                <Prose text={text} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {run.tables.map((table) => (
        <details key={table.title} open={run.tables[0] === table}>
          <summary>{table.title}</summary>
          <Scroll label={table.title}>
            <table>
              <thead>
                <tr>
                  {table.head.map((title) => (
                    <th key={title}>{visible(title)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map((cells, at) => (
                  <tr key={at}>
                    {cells.map((cell, column) => (
                      <td key={column} class={/^[-+$\d]/.test(cell) ? 'n' : ''}>
                        {visible(cell)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </details>
      ))}
      <Trials run={run.id} of={run.played} />
      <details>
        <summary>The command</summary>
        <pre>{visible(run.command)}</pre>
      </details>
    </main>
  );
}

/** Sentences of a report: names are in backticks. */
function Prose({ text }: { readonly text: string }) {
  return (
    <>
      {text
        .split(/`([^`]*)`/)
        .map((part, index) =>
          index % 2 === 1 ? <code key={index}>{visible(part)}</code> : visible(part),
        )}
    </>
  );
}

function Arms({ of }: { readonly of: RunPageWithTrials }) {
  return (
    <section>
      <h2>Arms</h2>
      <dl class="arms">
        {of.arms.map(({ name, is, equal, colour }) => (
          <div key={name}>
            <dt>
              <span class="swatch" style={{ background: colour }} />
              <code>{visible(name)}</code>
              {[name, ...equal].includes(of.baseline) && ' (baseline)'}
            </dt>
            <dd>
              <Prose text={is} />
              {equal.length > 0 && `; equal in every request: ${equal.map(visible).join(', ')}`}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface TrialsProps {
  readonly run: string;
  readonly of: readonly ListedTrial[];
}

function Trials({ run, of }: TrialsProps) {
  return (
    <details>
      <summary>{of.length} trials: each leads to its calls</summary>
      <Scroll label="Trials">
        <table>
          <thead>
            <tr>
              {['scenario', 'arm', 'variant', 'repeat', 'outcome', 'calls', 'input', 'cached'].map(
                (title) => (
                  <th key={title}>{title}</th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {of.map((trial) => (
              <tr key={trial.id}>
                <th scope="row">
                  <a
                    href={`#/run/${encodeURIComponent(run)}/trial/${encodeURIComponent(trial.id)}`}
                  >
                    {visible(trial.scenario)}
                  </a>
                </th>
                <td>{visible(trial.arm)}</td>
                <td>{visible(trial.variant)}</td>
                <td class="n">{trial.repeat}</td>
                <td>{trial.outcome}</td>
                <td class="n">{trial.calls}</td>
                <td class="n">{count(trial.input_tokens)}</td>
                <td class="n">
                  {percent(
                    trial.input_tokens === 0 ? null : trial.cached_tokens / trial.input_tokens,
                    1,
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
