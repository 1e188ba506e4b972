// What holds for every translated session, whatever its golden files say. One invariant per file;
// registry.ts lists them.
import type { Tokenizer } from '../../domain/tokenizer.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { CacheModelParameters } from '../../profiles/cache-model-parameters.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';

export interface InvariantCall {
  /** `NN` */
  readonly number: string;
  /** The client's request, as recorded. */
  readonly source: JsonObject;
  /** What goes upstream. */
  readonly request: ResponsesRequest;
  readonly headers: HeaderList;
  /** Input tokens that the recorded answer reports; absent: it reports none. */
  readonly recordedInputTokens?: number;
}

export interface InvariantInput {
  readonly turns: readonly InvariantCall[];
  readonly tokenizer: Tokenizer;
  /** Rules of the backend's cache. */
  readonly parameters: CacheModelParameters;
  /** Relative distance that the fixture allows from the recorded tokens; absent: any. */
  readonly usageBand?: number;
}

/** One finding; the fixture and the arm are added by the check. */
export interface InvariantFinding {
  /** `NN` */
  readonly turn: string;
  /** RFC 6901 pointer into the upstream request. */
  readonly pointer: string;
  readonly detail: string;
}

export interface Invariant {
  readonly name: string;
  /** One sentence. */
  readonly law: string;
  check(input: InvariantInput): readonly InvariantFinding[];
}
