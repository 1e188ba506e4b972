// The cached share of real sessions beside that of the simulator's caches on prompts of the same
// sizes at the same times: sessions that the exact counts hold out, every call but the first of
// each (what other sessions left for that one is not in the file).
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { createAccountCache } from '../../src/backends/simulator/account-cache.ts';
import { type ChainPool, createChainPool } from '../../src/cache-model/chain-pool.ts';
import { type PromptSegment, promptSalt } from '../../src/cache-model/render-prompt.ts';
import type { UsageCall } from '../../src/domain/usage-call.ts';
import { groupSessions, type LinkedSession } from '../../src/learn/link-calls.ts';
import { cacheRulesOf } from '../../src/profiles/cache-rules.ts';
import { contextNameOf } from '../../src/profiles/model-profiles.ts';
import { defaultSimulatorParameters } from '../../src/profiles/simulator-parameters.ts';
import { clusteredMeanInterval } from '../../src/stats/clustered.ts';
import { sum } from '../../src/stats/descriptive.ts';
import type { ResponsesRequest } from '../../src/wire/responses/request.ts';
import { isHeldOut } from './real-calls.ts';
import { type CalibrationRow, shareRow } from './row.ts';

interface Replayed {
  readonly session: string;
  readonly cause: 'user' | 'tool';
  readonly inputTokens: number;
  readonly measured: number;
  readonly simulated: number;
}

const tokenizer = await loadO200kTokenizer();
/** Misses as measured: the default leaves them out. */
const parameters = { ...defaultSimulatorParameters, miss_rate: 'profile' } as const;

type Segment = Extract<PromptSegment, { kind: 'opaque' }>;

function segment(identity: string, tokens: number, what: Segment['what'] = 'file'): Segment {
  return { kind: 'opaque', pointer: '', what, identity, tokens };
}

/** What a prompt of this size is made of, after the one before it. */
function continuePrompt(
  history: readonly Segment[],
  call: UsageCall,
  last: UsageCall | null,
  base: Segment,
): Segment[] {
  const { inputTokens, position, beginsUserTurn } = call;
  const tokens = inputTokens ?? 0;
  const drops = beginsUserTurn === true && contextNameOf(call, parameters) === 'current_turn';
  const kept = drops ? history.filter(({ what }) => what !== 'reasoning') : history;
  const isGoingOn =
    last !== null &&
    last.position + 1 === position &&
    last.model === call.model &&
    !call.isCompacted;
  const start = isGoingOn ? kept : [base];
  const added = tokens - sum(start.map((one) => one.tokens));
  if (added >= 0) return [...start, segment(`${call.session} ${position}`, added)];
  // Something was taken out: what the client sends with every prompt is still in front.
  const rest = Math.max(0, tokens - base.tokens);
  return [base, segment(`${call.session} ${position} anew`, rest)];
}

function replaySession(
  { key, calls }: LinkedSession,
  cache: ReturnType<typeof createAccountCache>,
  chains: ChainPool,
): Replayed[] {
  const replayed: Replayed[] = [];
  const base = segment(`${key} base`, calls[0]?.cachedTokens ?? 0);
  let history: Segment[] = [];
  let last: UsageCall | null = null;
  let nowMs = 0;
  for (const call of calls) {
    const { model, effort, inputTokens, cachedTokens, outputTokens, reasoningTokens } = call;
    if (inputTokens === null || cachedTokens === null) continue;
    nowMs += 1000 * (call.idleSeconds ?? 0);
    const request = {
      ...{ model, stream: true, store: false, input: [] },
      ...(effort !== null && { reasoning: { effort } }),
    } as ResponsesRequest;
    const segments = continuePrompt(history, call, last, base);
    const prompt = chains.of(cacheRulesOf(model, parameters)).chain(promptSalt(request), segments);
    const headers = [['session-id', key]] as const;
    const use = cache.use(request, headers, { chain: prompt, segments }, nowMs);
    use.hold(prompt);
    if (last !== null) {
      const cause = call.beginsUserTurn === true ? 'user' : 'tool';
      const { cachedTokens: simulated } = use;
      replayed.push({ session: key, cause, inputTokens, measured: cachedTokens, simulated });
    }
    const reasoned = reasoningTokens ?? 0;
    history = [
      ...segments,
      segment(`${key} ${call.position} reasoning`, reasoned, 'reasoning'),
      segment(`${key} ${call.position} output`, (outputTokens ?? 0) - reasoned),
    ];
    last = call;
  }
  return replayed;
}

function ratioRow(model: string, what: string, calls: readonly Replayed[]): CalibrationRow[] {
  const inputs = sum(calls.map(({ inputTokens }) => inputTokens));
  const sessions = [...Map.groupBy(calls, ({ session }) => session).values()];
  const band = clusteredMeanInterval(
    sessions.map((own) => ({
      sum: sum(own.map(({ measured }) => measured)),
      count: sum(own.map(({ inputTokens }) => inputTokens)),
    })),
    0.95,
  );
  if (band === null || calls.length < leastCalls) return [];
  const share = (tokens: number): number => (100 * tokens) / inputs;
  const measured = share(sum(calls.map((call) => call.measured)));
  return [
    shareRow(
      `${model}: cached share of the tokens of ${what}`,
      { low: 100 * band.low, high: Math.min(100, 100 * band.high) },
      share(sum(calls.map((call) => call.simulated))),
      {
        source: 'real Codex sessions (reports/evidence.md)',
        note: `${measured.toFixed(1)}% in ${calls.length} calls of ${sessions.length} sessions`,
      },
    ),
  ];
}

/** Models whose rules of counting and rate of misses were measured, without a change in place. */
const models = ['gpt-5.5', 'gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-5.4-mini'];
/** Calls below which a row says little. */
const leastCalls = 30;

/** @param calls of any models and months */
export function sessionRows(calls: readonly UsageCall[]): CalibrationRow[] {
  const sessions = groupSessions(calls).filter(({ key }) => isHeldOut(key));
  return models.flatMap((model) => {
    const cache = createAccountCache(parameters, 'sessions');
    const chains = createChainPool(tokenizer);
    const replayed = sessions.flatMap((session) => {
      const own = session.calls.filter((call) => call.model === model);
      return own.length === 0 ? [] : replaySession({ ...session, calls: own }, cache, chains);
    });
    return [
      ...ratioRow(model, 'all calls', replayed),
      ...ratioRow(
        model,
        'calls that a user began',
        replayed.filter(({ cause }) => cause === 'user'),
      ),
      ...ratioRow(
        model,
        'the other calls',
        replayed.filter(({ cause }) => cause === 'tool'),
      ),
    ];
  });
}
