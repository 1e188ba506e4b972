// A fixture: a recorded or hand-made session as text files in git, with what the translator must
// make of it. The layout is in docs/fixtures.md; reading and writing it is fixture-files.ts.
import type { TranslatorOptions } from '../domain/translator-options.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import type { Protocol } from '../wire/protocol.ts';

/** Version of the layout that this turntape writes, and the newest that it reads. */
export const fixtureSchema = 1;

/** A finding that is known and accepted. */
export interface AllowedViolation {
  /** Name of the invariant, e.g. `prefix-law`. */
  readonly invariant: string;
  /** `NN`; absent: in every turn. */
  readonly turn?: string;
  /** Absent: in every arm. */
  readonly arm?: string;
  readonly reason: string;
}

export interface FixtureMeta {
  readonly schema: number;
  /**
   * What the client speaks. `anthropic`: its requests and the upstream's Responses streams, with
   * `expected/` per arm. `responses`: its own requests and streams, checked by invariants only.
   */
  readonly kind: Protocol;
  /** The model that the requests name. */
  readonly model: string;
  /** Where it comes from, in one line. */
  readonly origin: string;
  /**
   * Rows of the request mapping (docs/translation.md, first column) that it shows; absent: none.
   */
  readonly covers?: readonly string[];
  /**
   * Arms with expected files, each with what differs from the default options. Empty for
   * `responses`.
   */
  readonly arms: Readonly<Record<string, Partial<TranslatorOptions>>>;
  readonly allow: readonly AllowedViolation[];
  /** Request headers that identify the session; the same in every turn. */
  readonly headers: HeaderList;
  /**
   * Relative distance from the recorded input tokens that a translated prompt may have; absent:
   * any.
   */
  readonly usage_band?: number;
  /** `NN.request.json` -> SHA-256 of the request as compact JSON. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** Times of one exchange, ms since its request had arrived whole. */
export interface FixtureTiming {
  readonly flushed_ms: number | null;
  readonly head_ms: number | null;
  readonly end_ms: number | null;
  /** Offset and length in bytes of `NN.response.sse`, and when the chunk came. */
  readonly chunks: readonly { offset: number; length: number; elapsed_ms: number | null }[];
}

export interface FixtureCall {
  /** Two digits, from `01`. */
  readonly number: string;
  readonly request: JsonObject;
  /** The upstream's Responses stream; empty: nothing was sent. */
  readonly response: string;
  /**
   * Headers of the upstream's response that the next turn depends on; absent: none was recorded.
   */
  readonly responseHeaders?: HeaderList;
  readonly timing: FixtureTiming;
}

/** What the translator must make of one turn; undefined: the file is not there. */
export interface ExpectedCall {
  readonly request: JsonValue | undefined;
  readonly headers: JsonValue | undefined;
  readonly losses: JsonValue | undefined;
  readonly response: string | undefined;
}

export interface Fixture {
  /** Folder name, or the path as given. */
  readonly name: string;
  readonly meta: FixtureMeta;
  readonly turns: readonly FixtureCall[];
  /** Arm -> call number -> what is expected. */
  readonly expected: ReadonlyMap<string, ReadonlyMap<string, ExpectedCall>>;
  /** Files that belong to no turn and no arm. */
  readonly obsolete: readonly string[];
}
