// What a row of the card is: one promise that a gateway keeps or not, judged from evidence alone.
import type { Tokenizer } from '../domain/tokenizer.ts';
import type { Protocol } from '../wire/protocol.ts';
import type { PlayedExchange } from './evidence.ts';

/** Groups of rows, in the order of the card. */
export const rowGroups = {
  key: 'Cache key and headers',
  prefix: 'Stable prefix',
  reasoning: 'Reasoning',
  history: 'Shape of the history',
  answers: 'Answers and errors',
  streaming: 'Streaming',
  threads: 'Threads and new fields',
  sessions: 'Sessions apart from each other',
} as const;
export type RowGroup = keyof typeof rowGroups;

/** `error`: costs money, history or an answer; `warning`: depends on the backend or the client. */
export type Severity = 'error' | 'warning';

/** Where a row failed, and what was seen there. */
export interface Failure {
  /** One sentence with the values that were seen. */
  readonly detail: string;
  /** The exchange that shows it. */
  readonly at: PlayedExchange;
}

/** No failure: the row passes. `notApplicable`: this gateway does nothing that it could judge. */
export type Judgement = readonly Failure[] | { readonly notApplicable: string };

/** What a row may need besides the evidence. */
export interface JudgeTools {
  readonly tokenizer: Tokenizer;
}

/** The service that a gateway asks: the ChatGPT login's Codex backend, or the public API. */
export const services = ['codex-backend', 'public-api'] as const;
export type Service = (typeof services)[number];

export interface Row {
  /** Stable: baselines, JUnit and links use it. */
  readonly id: string;
  readonly group: RowGroup;
  readonly severity: Severity;
  /** The only service to which it applies; absent: all. */
  readonly service?: Service;
  /** What a gateway does that passes, in a few words. */
  readonly title: string;
  /** How it is looked at, one sentence. */
  readonly checks: string;
  /** What it costs when it fails. */
  readonly matters: string;
  /** Public reports of the fault. */
  readonly sources: readonly string[];
  /** What to change, one sentence. */
  readonly fix: string;
  /** It judges any conversation: recorded ones too. */
  readonly needsNoPlay?: true;
  /** It reads the client's own requests or answers in this protocol; absent: it reads neither. */
  readonly reads?: Protocol;
  /** Plays whose evidence it is handed. */
  readonly plays: readonly string[];
  /** @param exchanges those of its plays, in order; at least one */
  judge(exchanges: readonly PlayedExchange[], tools: JudgeTools): Judgement;
}
