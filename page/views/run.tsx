// An A/B: its answer first, one picture, then the tables, then the trials behind them.

import { useEffect, useRef } from 'preact/hooks';
import type { ListedTrial, RunPageWithTrials } from '../../src/view/run-list.ts';
import { count, percent, visible } from '../format.ts';
import { CostPicture } from '../map/cost-picture.tsx';
import { Notice } from '../parts/notice.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { trialLink } from '../route.ts';
import { useJson } from '../use.ts';

export function Run({ id, query }: { readonly id: string; readonly query: URLSearchParams }) {
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
      <CostPicture
        costs={run.costs}
        arms={run.arms}
        baseline={run.baseline}
        link={({ scenario, arm }) => trialsLink(run.id, { scenario, arm })}
      />
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
          <NumberTable of={table} run={run.id} />
        </details>
      ))}
      <Trials run={run.id} of={run.played} query={query} />
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

interface NumberTableProps {
  readonly of: RunPageWithTrials['tables'][number];
  readonly run: string;
}

/** A table whose numbers lead to the trials that they are of. */
function NumberTable({ of: { title, head, rows }, run }: NumberTableProps) {
  const isNumber = head.map((_, column) =>
    rows.every((cells) => /^[-+$\d]|^$/.test(cells[column] ?? '')),
  );
  const cellOf = (cells: readonly string[], name: string): string | null =>
    cells[head.indexOf(name)] ?? null;
  return (
    <Scroll label={title}>
      <table>
        <thead>
          <tr>
            {head.map((name, column) => (
              <th key={name} class={isNumber[column] ? 'n' : ''}>
                {visible(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, at) => {
            const of = { scenario: cellOf(cells, 'scenario'), arm: cellOf(cells, 'arm') };
            return (
              <tr key={at}>
                {cells.map((cell, column) => (
                  <td key={column} class={isNumber[column] ? 'n' : ''}>
                    {!isNumber[column] || (of.scenario ?? of.arm) === null ? (
                      visible(cell)
                    ) : (
                      <a class="number" href={trialsLink(run, of)}>
                        {visible(cell)}
                      </a>
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

interface TrialsOf {
  readonly scenario: string | null;
  readonly arm: string | null;
}

function trialsLink(run: string, { scenario, arm }: TrialsOf): string {
  const search = new URLSearchParams({ trials: 'shown' });
  if (scenario !== null) search.set('scenario', scenario);
  if (arm !== null) search.set('arm', arm);
  return `#/run/${encodeURIComponent(run)}?${search.toString()}`;
}

interface TrialsProps {
  readonly run: string;
  readonly of: readonly ListedTrial[];
  readonly query: URLSearchParams;
}

function Trials({ run, of, query }: TrialsProps) {
  const isAsked = query.has('trials');
  const scenario = query.get('scenario');
  const arm = query.get('arm');
  const shown = of.filter(
    (one) => (scenario === null || one.scenario === scenario) && (arm === null || one.arm === arm),
  );
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isAsked) element.current?.scrollIntoView({ block: 'start' });
  }, [isAsked, scenario, arm]);
  const only = [scenario, arm].filter((name) => name !== null);
  return (
    <details ref={element} open={isAsked}>
      <summary>{of.length} trials: each leads to its calls</summary>
      {only.length > 0 && (
        <p class="notice" role="status">
          {shown.length} of {of.length}: {visible(only.join(', '))}.{' '}
          <a href={trialsLink(run, { scenario: null, arm: null })}>Show all</a>
        </p>
      )}
      <Scroll label="Trials">
        <table>
          <thead>
            <tr>
              {['scenario', 'arm', 'variant', 'repeat', 'outcome'].map((title) => (
                <th key={title}>{title}</th>
              ))}
              {['calls', 'input', 'cached'].map((title) => (
                <th key={title} class="n">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((trial) => (
              <tr key={trial.id}>
                <th scope="row">
                  <a href={trialLink(run, trial.id)}>{visible(trial.scenario)}</a>
                </th>
                <td>{visible(trial.arm)}</td>
                <td>{visible(trial.variant)}</td>
                <td>{trial.repeat}</td>
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
