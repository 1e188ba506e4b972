// Rows whose source counted tokens: prompts of the published length, and what the cache then says,
// to the token. And rows of the measured tables of reports/evidence.md on replayed reasoning.
import type { SimulatorParameters } from '../../src/profiles/simulator-parameters.ts';
import { createPlayer, type Outcome, type Player } from './play.ts';
import { type CalibrationRow, countRow, shareRow } from './row.ts';
import { developer, user } from './workloads.ts';

type Parameters = Partial<SimulatorParameters>;

/** A developer message by which the whole prompt has so many tokens. */
async function fill(model: string, tokens: number, rest: readonly object[]): Promise<object> {
  // Framing is the simulator's: what a first try counts too much is left out of the second.
  const tried = await createPlayer('length', model).ask({
    input: [developer(tokens, 'fill'), ...rest],
  });
  return developer(2 * tokens - tried.inputTokens, 'fill');
}

interface Repeated {
  readonly model: string;
  /** Of the prompt as it is asked the first time. */
  readonly tokens: number;
  readonly parameters?: Parameters;
  /** Efforts of the two calls. */
  readonly efforts?: readonly [string, string];
}

/** One prompt asked twice under one header; the second outcome. */
async function askTwice({ model, tokens, parameters, efforts }: Repeated): Promise<Outcome> {
  const rest = [user(20, 'question')];
  const input = [await fill(model, tokens, rest), ...rest];
  const player = createPlayer('twice', model, parameters);
  const ask = (effort: string | undefined) =>
    player.ask({ input, session: 's', key: 'k', ...(effort && { effort }) });
  const first = await ask(efforts?.[0]);
  if (first.inputTokens !== tokens) throw new Error(`a prompt of ${first.inputTokens} tokens`);
  player.pass(5_000);
  return ask(efforts?.[1]);
}

const local = 'local-operator PR 647 and its notes of 2026-09-05, gpt-5.6-sol';
const step128 = { kind: 'what if (cache_step=128)', parameters: { cache_step: 128 } } as const;
const asNow = { kind: 'predicted', parameters: {} } as const;

async function repeatedRows(): Promise<CalibrationRow[]> {
  const rows: CalibrationRow[] = [];
  const first = await askTwice({ model: 'gpt-5.5', tokens: 18_362 });
  rows.push(
    countRow('18,362 tokens asked again under one key: cached', 18_304, first.cachedTokens, {
      source: 'codex issue 29377, 2026-06-22, gpt-5.5',
      note: 'also its other counts (2,432, 4,992, 5,504) are 384 more than a multiple of 512',
    }),
  );
  const audit = 'pine-of-glass audit, 2026-09-10, gpt-6-astra';
  const same = { model: 'gpt-6-astra', tokens: 6_057, parameters: { rules_off: 'all' } };
  const low = await askTwice({ ...same, efforts: ['low', 'low'] });
  const high = await askTwice({ ...same, efforts: ['low', 'high'] });
  rows.push(
    countRow('6,057 tokens asked again, effort low: cached', 5_888, low.cachedTokens, {
      source: audit,
    }),
    countRow('the same, effort from low to high: cached', 0, high.cachedTokens, { source: audit }),
  );
  for (const [tokens, published] of [
    [6_360, 6_144],
    [6_447, 6_272],
    [5_614, 5_504],
  ] as const) {
    for (const { kind, parameters } of [asNow, step128]) {
      const again = await askTwice({
        ...{ model: 'gpt-5.6-sol', tokens },
        parameters: { rules_off: 'all', ...parameters },
      });
      const what = `${tokens.toLocaleString('en-US')} tokens asked again under one header: cached`;
      const note = kind === 'predicted' ? 'steps of 128 since September? See below' : '';
      rows.push(countRow(what, published, again.cachedTokens, { source: local, kind, note }));
    }
  }
  return rows;
}

/** A marked prefix, then two different questions, on the public API. */
async function markedRows(): Promise<CalibrationRow[]> {
  const source = 'litellm PR 37628, public API, gpt-5.6';
  const model = 'gpt-5.6-luna';
  const parameters: Parameters = { profile_backend: 'openai', frame_tokens: 0 };
  const text = (developer(6_002, 'marked') as { content: string }).content;
  const marked = { type: 'input_text', text, prompt_cache_breakpoint: { mode: 'explicit' } };
  const prefix = { type: 'message', role: 'developer', content: [marked] };
  const player: Player = createPlayer('marked', model, parameters);
  const ask = (tokens: number, seed: string) =>
    player.ask({ input: [prefix, user(tokens, seed)], key: 'k', session: 's' });
  const first = await ask(1_493, 'one');
  player.pass(5_000);
  const second = await ask(1_479, 'two');
  const note = 'the lengths are the published ones';
  return [
    countRow('a marked prefix and a question: written', 7_495, first.writtenTokens, {
      ...{ source, note },
    }),
    countRow('the prefix with another question: cached', 6_002, second.cachedTokens, {
      ...{ source, note },
    }),
    countRow('the same: written', 1_479, second.writtenTokens, { source, note }),
  ];
}

/** Measured coefficients of replayed reasoning inside a user turn, with their 95% intervals. */
const coefficients: readonly [model: string, month: string, low: number, high: number][] = [
  ['gpt-5.5', '2026-04', 1.0, 1.0],
  ['gpt-5.4', '2026-03', 1.0, 1.0],
  ['gpt-5.4', '2026-04', 0.994, 1.002],
  ['gpt-5.4', '2026-06', 0.998, 1.001],
  ['gpt-5.4-mini', '2026-03', 0.998, 1.002],
  ['gpt-5.3-codex', '2026-02', 1.0, 1.001],
  ['gpt-5.2-codex', '2025-12', 1.001, 1.016],
  ['gpt-5.1-codex', '2025-11', 0.992, 1.009],
  ['gpt-5.1-codex-max', '2025-11', 1.008, 1.018],
  ['gpt-5.6-sol', '2026-07', 0.999, 1.0],
  ['gpt-5.6-terra', '2026-07', 1.0, 1.0],
];

/** Tokens that so much reasoning, replayed, adds to the prompt of the next call. */
async function added(
  model: string,
  reasoning: number,
  next: object,
  parameters: Parameters = {},
): Promise<number> {
  const grown = async (reasoningTokens: number): Promise<number> => {
    const rules = { rules_off: 'all', ...parameters };
    const player = createPlayer('replay', model, rules, reasoningTokens);
    const input: object[] = [user(2_000, 'go')];
    const first = await player.ask({ input, session: 's' });
    input.push(...first.items, next);
    return (await player.ask({ input, session: 's' })).inputTokens;
  };
  return (await grown(reasoning)) - (await grown(0));
}

async function replayedShare(model: string, month: string): Promise<number> {
  const parameters = { profile_date: month };
  return (await added(model, 1_000, developer(50, 'result'), parameters)) / 10;
}

async function nextTurnRows(): Promise<CalibrationRow[]> {
  const left = async (model: string) => 394 - (await added(model, 394, user(8, 'next')));
  return [
    countRow(
      'a turn with 394 tokens of reasoning: gone at the next turn',
      394,
      await left('gpt-5.5'),
      {
        source: 'pine-of-glass issue 63, 2026-08-03, gpt-5.5',
      },
    ),
    countRow('the same on gpt-5.6-sol', 0, await left('gpt-5.6-sol'), {
      source: 'real Codex sessions (reports/evidence.md)',
      note: '98.3% of 181 turns kept it, none dropped it',
    }),
    countRow(
      'gpt-5.6-sol: tokens written, as counted',
      0,
      (
        await askTwice({
          ...{ model: 'gpt-5.6-sol', tokens: 6_360, parameters: { rules_off: 'all' } },
        })
      ).writtenTokens,
      { source: local, note: 'the Codex backend counts none' },
    ),
  ];
}

async function replayRows(): Promise<CalibrationRow[]> {
  const rows: CalibrationRow[] = [];
  for (const [model, month, low, high] of coefficients) {
    const simulated = await replayedShare(model, month);
    const isOff = simulated < 100 * low || simulated > 100 * high;
    rows.push(
      shareRow(
        `${model}, ${month}: prompt tokens for each replayed token of reasoning`,
        { low: 100 * low, high: 100 * high },
        simulated,
        {
          source: 'real Codex sessions (reports/evidence.md)',
          note: isOff ? 'as if an item of reasoning had tokens around it: see below' : '',
        },
      ),
    );
  }
  return rows;
}

/** Every row of this file, in the order of the report. */
export async function tokenRows(): Promise<CalibrationRow[]> {
  const counted = [...(await repeatedRows()), ...(await markedRows()), ...(await nextTurnRows())];
  return [...counted, ...(await replayRows())];
}
