// What of the simulated backend can be set: one table that the command line, the reports, the
// simulator and docs/simulator.md all read. Keys are spelled as users write them in `--sim`.
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { type FaultName, faultNames } from './fault-names.ts';

/** How well a value is known. `assumed`: no source; sweep it before believing a sign. */
export type Confidence = 'documented' | 'measured by peers' | 'assumed';

export interface SimulatorParameters {
  readonly cache_outputs: 'none' | 'full';
  readonly cache_quantum: 128 | 1024 | 1;
  readonly cache_mode: 'profile' | 'implicit' | 'breakpoints';
  readonly cache_writes: 'reported' | 'zero';
  readonly cache_minimum: number;
  readonly cache_capacity_blocks: number;
  readonly context_rule: 'profile' | 'current_turn' | 'all_turns';
  readonly idle_eviction_ms: number;
  readonly machines: number;
  readonly routing_without_header: 'lottery' | 'sticky';
  readonly session_header_routes: boolean;
  readonly turn_state_routing: boolean;
  readonly include_changes_cache: boolean;
  readonly rate_per_key_minute: number;
  readonly frame_tokens: number;
  readonly image_tokens: number;
  readonly reasoning_bytes_per_token: number;
  readonly encryption_epoch: number;
  readonly continuity_benefit: number;
  readonly queue_ms: number;
  readonly prefill_us_per_token: number;
  readonly cached_us_per_token: number;
  readonly decode_us_per_token: number;
  readonly noise: number;
  readonly time_scale: number;
  readonly completed_output: 'empty' | 'filled';
  readonly content_type: 'none' | 'event-stream';
  readonly metadata_events: 'websocket' | 'always' | 'never';
  readonly websocket: 'accept' | 'refuse';
  readonly rules_off: string;
  readonly rules_on: string;
  readonly refused_models: string;
  readonly fault: FaultName;
  readonly fault_every: number;
  readonly fault_rate: number;
  readonly fault_plan: string;
}

export type SimulatorParameterName = keyof SimulatorParameters;

export interface SimulatorParameter<Value> {
  /** Legal values; or the bounds of a number; or any text. */
  readonly accepts:
    | { readonly kind: 'choice'; readonly values: readonly Value[] }
    | { readonly kind: 'number'; readonly minimum: number; readonly maximum: number }
    | { readonly kind: 'text' };
  readonly default: Value;
  /** One sentence: what it changes, with the unit. */
  readonly meaning: string;
  /** Where the default comes from. */
  readonly source: string;
  readonly confidence: Confidence;
}

const choice = <Value>(...values: readonly Value[]) => ({ kind: 'choice', values }) as const;
const number = (minimum: number, maximum: number) =>
  ({ kind: 'number', minimum, maximum }) as const;
const text = { kind: 'text' } as const;
const none = 'no public source';

/** Every parameter. docs/simulator.md has a row for each; a test compares the two. */
export const simulatorParameterTable: {
  readonly [Name in SimulatorParameterName]: SimulatorParameter<SimulatorParameters[Name]>;
} = {
  cache_outputs: {
    accepts: choice('none', 'full'),
    default: 'none',
    meaning: 'whether what a response generated is cached prefix for the next request',
    source: `${none}; decides the sign of the effect, so reports show both values`,
    confidence: 'assumed',
  },
  cache_quantum: {
    accepts: choice(128, 1024, 1),
    default: 128,
    meaning: 'cached tokens come in multiples of this (1: for arithmetic by hand only)',
    source: 'OpenAI Prompt Caching 201; every count that peers published is a multiple of 128',
    confidence: 'measured by peers',
  },
  cache_mode: {
    accepts: choice('profile', 'implicit', 'breakpoints'),
    default: 'profile',
    meaning: 'implicit: every block is found again; breakpoints: only prefixes that were marked',
    source:
      'OpenAI prompt caching guide for GPT-5.6 and later (profile decides); on the Codex backend peers saw 128-token steps there too (single source each)',
    confidence: 'documented',
  },
  cache_writes: {
    accepts: choice('reported', 'zero'),
    default: 'reported',
    meaning: 'under breakpoints: whether usage says how many tokens were written',
    source:
      'OpenAI prompt caching guide: `cache_write_tokens`; always zero on the Codex backend by the multivibe audit (single source)',
    confidence: 'documented',
  },
  cache_minimum: {
    accepts: number(0, 1_000_000),
    default: 1024,
    meaning: 'a shorter cached prefix counts as none, in tokens',
    source: 'OpenAI Prompt Caching 201',
    confidence: 'documented',
  },
  cache_capacity_blocks: {
    accepts: number(1, 10_000_000),
    default: 200_000,
    meaning: 'blocks that one machine keeps for an account, least recently used go first',
    source: `${none}; bounds the memory`,
    confidence: 'assumed',
  },
  context_rule: {
    accepts: choice('profile', 'current_turn', 'all_turns'),
    default: 'profile',
    meaning: 'overrides whether reasoning of earlier user turns stays in the prompt',
    source: 'OpenAI reasoning_items cookbook; Codex CLI source comment (profile decides)',
    confidence: 'documented',
  },
  idle_eviction_ms: {
    accepts: number(0, 86_400_000),
    default: 300_000,
    meaning: 'a block unused for this long is gone, in ms; 0: never',
    source: 'TraceLab arXiv 2606.30560 (Codex about 5 minutes); vendor: 5 to 10 minutes',
    confidence: 'measured by peers',
  },
  machines: {
    accepts: number(1, 1024),
    default: 8,
    meaning: 'machines of an account, each with its own cache',
    source: 'fitted to fleet-harness PR 839: 16 of 42 hits without header, 6 prefixes of 8 turns',
    confidence: 'measured by peers',
  },
  routing_without_header: {
    accepts: choice('lottery', 'sticky'),
    default: 'lottery',
    meaning: 'without `session-id`: any machine, or the one of the key or first tokens',
    source: 'lottery: fleet-harness PR 839, opengeni PR 386; sticky: vendor, for its API',
    confidence: 'measured by peers',
  },
  session_header_routes: {
    accepts: choice(true, false),
    default: true,
    meaning: 'whether the `session-id` header decides the machine',
    source: 'fleet-harness PR 839, opengeni PR 386, openclaw issue 100232',
    confidence: 'measured by peers',
  },
  turn_state_routing: {
    accepts: choice(false, true),
    default: false,
    meaning: 'whether an echoed `x-codex-turn-state` pins the request to its machine',
    source: none,
    confidence: 'assumed',
  },
  include_changes_cache: {
    accepts: choice(false, true),
    default: false,
    meaning: 'whether a request with `include` and one without have separate caches',
    source: `${none}; a suspicion in one gateway's source comment (single source)`,
    confidence: 'assumed',
  },
  rate_per_key_minute: {
    accepts: number(0, 1_000_000),
    default: 15,
    meaning: 'requests a minute and routing key above which further machines are used; 0: no limit',
    source: 'OpenAI Prompt Caching 201 (peers doubt it for the Codex backend)',
    confidence: 'documented',
  },
  frame_tokens: {
    accepts: number(0, 64),
    default: 4,
    meaning: 'tokens that frame each tool, message, call and output in the rendered prompt',
    source: none,
    confidence: 'assumed',
  },
  image_tokens: {
    accepts: number(0, 100_000),
    default: 1000,
    meaning: 'tokens of an image or file in the prompt',
    source: `${none}; the vendor says only that images count`,
    confidence: 'assumed',
  },
  reasoning_bytes_per_token: {
    accepts: number(0, 64),
    default: 4,
    meaning: 'encrypted bytes per reasoning token (size on the wire; never counted as tokens)',
    source: none,
    confidence: 'assumed',
  },
  encryption_epoch: {
    accepts: number(0, 1_000_000),
    default: 0,
    meaning: 'generation of the account key; another value cannot read what this one wrote',
    source: 'key rotation is named as a cause of invalid_encrypted_content by sub2api 2863',
    confidence: 'assumed',
  },
  continuity_benefit: {
    accepts: number(0, 1),
    default: 0,
    meaning:
      'share of hidden reasoning that a model saves when the reasoning of its last call is in the prompt',
    source: `${none}; zero builds nothing in. Sweep it to ask how large it must be to pay`,
    confidence: 'assumed',
  },
  queue_ms: {
    accepts: number(0, 600_000),
    default: 470,
    meaning: 'time before prefill, in ms',
    source: 'fitted to OpenAI Prompt Caching 201: cached is 7 % faster at 1,024, 67 % at 150,000',
    confidence: 'assumed',
  },
  prefill_us_per_token: {
    accepts: number(0, 1_000_000),
    default: 50,
    meaning: 'prefill of an uncached token, in µs',
    source: `${none} for the scale`,
    confidence: 'assumed',
  },
  cached_us_per_token: {
    accepts: number(0, 1_000_000),
    default: 14.4,
    meaning: 'prefill of a cached token, in µs',
    source: 'fitted together with queue_ms',
    confidence: 'assumed',
  },
  decode_us_per_token: {
    accepts: number(0, 10_000_000),
    default: 12_000,
    meaning: 'generation of an output token, reasoning included, in µs',
    source: none,
    confidence: 'assumed',
  },
  noise: {
    accepts: number(0, 3),
    default: 0,
    meaning: 'sigma of the seeded log-normal factor on queue and prefill',
    source: none,
    confidence: 'assumed',
  },
  time_scale: {
    accepts: number(0, 1000),
    default: 1,
    meaning: 'real pace only: modelled times are multiplied by this; 0: no waiting',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  completed_output: {
    accepts: choice('empty', 'filled'),
    default: 'empty',
    meaning: 'the `output` of response.completed: empty as on the Codex backend, or filled',
    source: 'CLIProxyAPI rebuilds it; the vendor API fills it',
    confidence: 'measured by peers',
  },
  content_type: {
    accepts: choice('none', 'event-stream'),
    default: 'none',
    meaning: 'whether the stream names its content type',
    source: 'teamclaude issue 154: the Codex backend sends none',
    confidence: 'measured by peers',
  },
  metadata_events: {
    accepts: choice('websocket', 'always', 'never'),
    default: 'websocket',
    meaning: 'where `codex.rate_limits` and `codex.response.metadata` events are sent',
    source: 'public Codex clients read them over WebSocket, and headers over HTTP',
    confidence: 'measured by peers',
  },
  websocket: {
    accepts: choice('accept', 'refuse'),
    default: 'accept',
    meaning: 'a WebSocket upgrade is accepted, or answered 426, which makes Codex CLI use HTTP',
    source: 'Codex CLI 0.169 captures',
    confidence: 'measured by peers',
  },
  rules_off: {
    accepts: text,
    default: '',
    meaning: 'validation rules to switch off, separated by `+`; `all` for every one',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  rules_on: {
    accepts: text,
    default: '',
    meaning: 'validation rules that are off by default to switch on, separated by `+`',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  refused_models: {
    accepts: text,
    default: '',
    meaning: 'models that the account may not use, separated by `+`',
    source: 'codex-proxy issue 54',
    confidence: 'measured by peers',
  },
  fault: {
    accepts: choice<FaultName>(...faultNames),
    default: 'none',
    meaning: 'what goes wrong on every `fault_every`th request',
    source: 'the error tables of the clients and peers; bodies as they published them',
    confidence: 'measured by peers',
  },
  fault_every: {
    accepts: number(1, 1_000_000),
    default: 1,
    meaning: 'every how many requests the fault strikes',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  fault_rate: {
    accepts: number(0, 1),
    default: 0,
    meaning: 'above 0: the share of requests that the fault strikes, drawn from the seed',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  fault_plan: {
    accepts: text,
    default: '',
    meaning: 'faults by request number, as in `3:429+5:cut`; instead of `fault`',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
};

export const simulatorParameterNames = Object.keys(
  simulatorParameterTable,
) as SimulatorParameterName[];

/** Every parameter at its default. */
export const defaultSimulatorParameters: SimulatorParameters = Object.fromEntries(
  simulatorParameterNames.map((name) => [name, simulatorParameterTable[name].default]),
) as unknown as SimulatorParameters;

function isParameterName(key: string): key is SimulatorParameterName {
  return Object.hasOwn(simulatorParameterTable, key);
}

function describeAccepts(name: SimulatorParameterName): string {
  const { accepts } = simulatorParameterTable[name];
  if (accepts.kind === 'choice') return `one of ${accepts.values.join(', ')}`;
  if (accepts.kind === 'number') return `a number from ${accepts.minimum} to ${accepts.maximum}`;
  return 'text';
}

function parseValue(name: SimulatorParameterName, value: string): unknown {
  const { accepts } = simulatorParameterTable[name];
  if (accepts.kind === 'text') return value;
  if (accepts.kind === 'choice') {
    return (accepts.values as readonly unknown[]).find((legal) => String(legal) === value);
  }
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  return parsed >= accepts.minimum && parsed <= accepts.maximum ? parsed : undefined;
}

/**
 * One `--sim key=value`, typed by the table.
 * @throws HarnessError `usage` for an unknown key or an illegal value
 */
export function parseSimulatorParameter(key: string, value: string): Partial<SimulatorParameters> {
  if (!isParameterName(key)) {
    const nearest = nearestWord(key, simulatorParameterNames);
    throw new HarnessError(
      'usage',
      `unknown simulator parameter \`${key}\``,
      nearest ? `Did you mean \`${nearest}\`?` : 'See docs/simulator.md for the parameters',
    );
  }
  const parsed = parseValue(key, value);
  if (parsed === undefined) {
    throw new HarnessError(
      'usage',
      `\`${value}\` is not a value of simulator parameter \`${key}\``,
      `Give ${describeAccepts(key)}`,
    );
  }
  return { [key]: parsed };
}

/**
 * All `key=value` pairs of a command line over the defaults, the last one wins.
 * @param base what holds where nothing is given
 * @throws HarnessError `usage`
 */
export function parseSimulatorParameters(
  pairs: readonly string[],
  base: SimulatorParameters = defaultSimulatorParameters,
): SimulatorParameters {
  const given = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) {
      throw new HarnessError(
        'usage',
        `simulator parameter \`${pair}\` has no value`,
        'Write --sim key=value',
      );
    }
    return parseSimulatorParameter(pair.slice(0, at), pair.slice(at + 1));
  });
  return Object.assign({}, base, ...given) as SimulatorParameters;
}
