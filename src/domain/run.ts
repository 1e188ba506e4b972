// One execution of `ab`: what was planned (definition) and what happened (trials). Metrics are
// computed from the numbers of the trials' turns (report/metrics).

import type { ClientName } from '../clients/registry.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { ArmOptions } from './arm-options.ts';
import type { Exchange, ExchangeOutline } from './exchange.ts';
import type { MissReason } from './miss-reason.ts';
import type { TokenUsage } from './token-usage.ts';

/** A number is measured on a real backend, or comes from a simulator. */
export type NumberLabel = 'simulated' | 'measured';

/** Who plays the scenario in an arm, and with which translation. */
export type Arm =
  | { readonly name: string; readonly agent: 'scripted'; readonly options: ArmOptions }
  /** The history as Codex itself sends it: no translation, the reference. */
  | { readonly name: string; readonly agent: 'native' }
  /** The scripted client in front of another gateway, whose upstream is the simulator. */
  | { readonly name: string; readonly agent: 'gateway'; readonly url: string };

export type ParameterValue = string | number | boolean;

/** A setting of the simulated backend that is played with several values. The first is the base. */
export interface Variant {
  /** `cache_outputs=none cache_quantum=128` */
  readonly name: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** A backend parameter as the report prints it. */
export interface ParameterRecord {
  readonly name: string;
  readonly value: ParameterValue;
  readonly source: string;
  readonly confidence: string;
}

/** USD per million tokens. */
export interface PriceRecord {
  readonly model: string;
  readonly inputUsd: number;
  readonly cachedInputUsd: number;
  /** Cache writes, where they are billed apart; null: as input. */
  readonly cacheWriteUsd: number | null;
  readonly outputUsd: number;
  /** First month or day of the price; absent: not known. */
  readonly since?: string;
  /**
   * What a service tier multiplies the price by; absent, or a tier that is not named: not known.
   */
  readonly tierFactors?: Readonly<Record<string, number>>;
  /** Factors where a prompt has more tokens than `above`; absent: none is known. */
  readonly longContext?: {
    readonly above: number;
    readonly input: number;
    readonly output: number;
  };
  /** Day on which the price list was read, YYYY-MM-DD. */
  readonly date: string;
  readonly source: string;
}

export interface ScenarioRecord {
  readonly name: string;
  readonly description: string;
  readonly situation: string;
  /** sha256 of the scenario as played. */
  readonly sha256: string;
  readonly userTurns: number;
  readonly modelCalls: number;
}

/**
 * Causes after which a trial does not speak for its arm. Which arm meets them may still depend on
 * it: an arm with more tokens meets a limit sooner. So a pair that one arm lost counts as lost.
 */
export type VoidReason =
  | 'wrong-model' // the backend says that another model answered
  | 'no-connection' // no response at all, after retries
  | 'no-access' // 401 or 403: the credentials, whoever shows them
  | 'rate-limited' // 429 after retries: the account's limit
  | 'harness-crash'
  | 'overloaded-machine';

export interface RunDefinition {
  /** `r_` + hash of (seed, options, versions), or the name that `--run` gave. */
  readonly id: string;
  /** The hash, also for a named run: equal fingerprints, equal results on a simulator. */
  readonly fingerprint: string;
  readonly label: NumberLabel;
  readonly backend: string;
  readonly model: string;
  readonly seed: string;
  readonly repeats: number;
  readonly baseline: string;
  readonly arms: readonly Arm[];
  readonly variants: readonly Variant[];
  /** Swept parameters whose values are side by side in tables; the others only widen the range. */
  readonly sideBySide: readonly string[];
  readonly scenarios: readonly ScenarioRecord[];
  /**
   * What the scenarios are a sample of, as declared before the run; absent: hand-picked, so that
   * nothing may be inferred beyond them.
   */
  readonly population?: string;
  /** A real client plays; absent: the scripted one. */
  readonly agent?: ClientName;
  /**
   * `warm`: each session was played once before, unmeasured, under another session id; absent: not.
   */
  readonly cache?: 'warm';
  /**
   * Planned looks at a measured run, the last after all repeats; absent: one. Declared before the
   * run, since looking until it looks good is an error in itself.
   */
  readonly looks?: number;
  readonly parameters: readonly ParameterRecord[];
  /** What the model profile assumes, one line each (context rule and its source). */
  readonly profile: readonly {
    readonly name: string;
    readonly value: string;
    readonly source: string;
  }[];
  readonly price: PriceRecord | null;
  readonly versions: Readonly<Record<string, string>>;
  /** The command line that gives this run again. */
  readonly command: string;
  /** Wall clock, ms since 1970. */
  readonly startedAtMs: number;
}

/** Reasoning in one request, in tokens as the responses that produced it counted them. */
export interface ReasoningCount {
  /** Carried by the request. */
  readonly sentTokens: number;
  /** Of these, part of the prompt: a backend may leave out what is older than the user turn. */
  readonly countedTokens: number;
  /** Of the counted ones, not in the prompt of the request before. */
  readonly newTokens: number;
  /**
   * Carried, and counted or not by what begins a user turn, which is open (`turn_boundary`);
   * absent: none.
   */
  readonly boundaryTokens?: number;
}

/**
 * What is known of one request of a trial: a retry has its own turn record. Derived from the
 * turn's exchange when it was played, by the functions that derive the numbers of recordings.
 */
export interface TurnRecord {
  /** 0-based, in the order of sending. */
  readonly seq: number;
  /** 0-based user turn and step of the scenario. */
  readonly userTurn: number;
  readonly step: number;
  /** 1: the first attempt; 2: the retry without reasoning. */
  readonly attempt: number;
  /** A subagent's id: its prompts continue one another; absent: the session's own conversation. */
  readonly conversation?: string;
  /** 0: there was no response at all. */
  readonly status: number;
  /** The model that the response names; absent or null: none. */
  readonly answeredBy?: string | null;
  /** The service tier that the response names; absent or null: none. */
  readonly serviceTier?: string | null;
  /** The backend's own usage; null when it sent none. */
  readonly usage: TokenUsage | null;
  /** Why the vendor says that its cache missed; absent or null: it does not say. */
  readonly missReason?: MissReason | null;
  readonly reasoning: ReasoningCount;
  /** Request flushed to first output delta, ms; null when there was none. */
  readonly ttftMs: number | null;
  /** Request flushed to first `output_item.added`, ms. */
  readonly firstItemMs: number | null;
  /** Request flushed to the first delta of visible text, ms; absent or null: none, or not noted. */
  readonly firstTextMs?: number | null;
  /** Request flushed to the last output delta, ms; absent or null: none, or not noted. */
  readonly lastOutputMs?: number | null;
  /**
   * What an ideal cache would have held of this prompt: the longest prefix of an earlier prompt of
   * the session, in whole blocks; absent or null: not computed.
   */
  readonly theoreticalCachedTokens?: number | null;
  readonly totalMs: number;
  /** Error text of a refused or failed request, one line. */
  readonly error: string | null;
  /** The error's code as the backend gives it, else its kind (`http-400`); absent or null: none. */
  readonly errorCode?: string | null;
  /** Reasoning items that came back, and that the request carried; absent: not noted. */
  readonly reasoningItems?: { readonly returned: number; readonly replayed: number };
  /** Calls in the answer; 0: the model was done with the user turn. Absent or null: no answer. */
  readonly calls?: number | null;
  /** Losses of this request and response, counted by feature. */
  readonly losses: Readonly<Record<string, number>>;
}

/** A turn that was just played, with all that went over the wire. */
export interface PlayedTurn extends TurnRecord {
  readonly exchange: Exchange;
}

/**
 * A turn as it is kept: the bytes of the response are not (docs/decisions/0006-trial-exchange.md).
 */
export interface KeptTurn extends TurnRecord {
  readonly exchange: ExchangeOutline;
}

/** A turn's columns in the database (`store/trial-turns.ts`). */
export interface TurnRow {
  readonly record: string;
  readonly exchange: string;
  /** Bytes of the request before, at the start and at the end. */
  readonly kept: number;
  readonly suffix: number;
  /** What is between them, compressed. */
  readonly rest: Uint8Array;
}

/** A row but for the headers, which the database redacts with its own key. */
export interface TurnParts extends Omit<TurnRow, 'exchange'> {
  /** The column `exchange` without headers. */
  readonly outline: string;
  /** Of the request, and of the response where there is one. */
  readonly headers: readonly HeaderList[];
}

/** A turn that was played elsewhere and comes as it is stored. */
export interface PackedTurn extends TurnRecord {
  readonly parts: TurnParts;
}

/** A trial that can be saved. */
export type FreshTrial = Trial<KeptTurn> | Trial<PackedTurn>;

/** One scenario played once in one arm. */
export interface Trial<Turn extends TurnRecord = TurnRecord> {
  /** `t_` + hash of (run, scenario, repeat, variant, arm), and of the attempt after a void one. */
  readonly id: string;
  readonly scenario: string;
  readonly repeat: number;
  readonly variant: string;
  readonly arm: string;
  /** 0-based position in the run. */
  readonly position: number;
  /**
   * `stopped`: a request failed for good, the session could not continue; an outcome, not a fault.
   * `void:`: does not count, for a reason that is not the answer of a model.
   */
  readonly outcome: 'complete' | 'stopped' | `void:${VoidReason}`;
  readonly turns: readonly Turn[];
}

/** Where runs are kept. Trials are saved one by one, so that a stopped run keeps its data. */
export interface RunStore {
  /**
   * Saves the definition; an earlier run of the same id is replaced with its trials. Where runs are
   * played (`store/played-runs.ts`), it stays until `finish`.
   */
  begin(definition: RunDefinition): void;
  /** @throws HarnessError `bad-input` for a packed turn that is not what this program writes */
  saveTrial(runId: string, trial: FreshTrial): void;
  /** All of them or none, in one transaction. Throws as `saveTrial` does. */
  saveTrials(runId: string, trials: readonly FreshTrial[]): void;
  finish(runId: string): void;
  /** undefined: no such run. */
  readDefinition(id: string): RunDefinition | undefined;
  /**
   * In the order of playing, without the exchanges: what a report needs of a long run fits into
   * memory, its requests may not.
   */
  readTrials(id: string): Trial[];
  /** One trial with its exchanges; undefined: no such trial. */
  readTrial(id: string): Trial<KeptTurn> | undefined;
  /** A run's saved trials, in the order of playing. */
  listTrials(run: string): Pick<Trial, 'id' | 'outcome'>[];
  /** Newest first. */
  list(): { readonly id: string; readonly startedAtMs: number; readonly finished: boolean }[];
  /** Bytes that its trials take in the database, without what SQLite adds. */
  sizeOf(id: string): number;
  /** With its trials. @returns whether there was such a run */
  remove(id: string): boolean;
}
