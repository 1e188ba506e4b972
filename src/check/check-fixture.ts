// Checks one fixture: what the translator makes of it against what is expected, and the invariants.
// Pure;
// `check` in cli/ reads the files and prints.
import type { Tokenizer } from '../domain/tokenizer.ts';
import { responseUsage } from '../exchange/usage.ts';
import type { AllowedViolation, ExpectedCall, Fixture } from '../formats/fixture.ts';
import { requestHash } from '../formats/fixture-files.ts';
import type { JsonValue } from '../lib/json.ts';
import {
  type CacheModelParameters,
  defaultCacheModelParameters,
} from '../profiles/cache-model-parameters.ts';
import { parseResponsesRequest } from '../wire/responses/parse-request.ts';
import { asJson, compareCall } from './compare-call.ts';
import type { InvariantCall, InvariantFinding } from './invariants/invariant.ts';
import { invariants } from './invariants/registry.ts';
import { isSent, type PlayedCall, playArm, type SentCall } from './play-arm.ts';
import { createPrefixEffects, type PrefixEffect } from './prefix-effect.ts';

/** Named as in the design's JSON. Values are null where that side lacks the place. */
export interface Difference {
  readonly fixture: string;
  readonly arm: string;
  readonly file: string;
  readonly pointer: string;
  /** `order`: the same keys are in another order. */
  readonly kind: 'value' | 'missing' | 'added' | 'order';
  readonly expected: JsonValue;
  readonly actual: JsonValue;
  /** Only for requests. */
  readonly prefix: PrefixEffect | null;
}

export interface Violation {
  readonly fixture: string;
  /** Empty for a fixture without arms. */
  readonly arm: string;
  readonly invariant: string;
  readonly turn: string;
  readonly pointer: string;
  readonly detail: string;
}

export interface FixtureReport {
  readonly differences: readonly Difference[];
  readonly violations: readonly Violation[];
}

/** What tokens are, and how the backend caches them. */
interface CheckRules {
  readonly tokenizer: Tokenizer;
  readonly parameters: CacheModelParameters;
}

const streamHeaders = [['content-type', 'text/event-stream']] as const;

function isAllowed(violation: Violation, allow: readonly AllowedViolation[]): boolean {
  return allow.some(
    ({ invariant, turn = violation.turn, arm = violation.arm }) =>
      invariant === violation.invariant && turn === violation.turn && arm === violation.arm,
  );
}

function checkInvariants(
  fixture: Fixture,
  arm: string,
  turns: readonly InvariantCall[],
  rules: CheckRules,
): Violation[] {
  return invariants.flatMap(({ name, check }) =>
    check({
      ...{ turns, ...rules },
      ...(fixture.meta.usage_band === undefined ? {} : { usageBand: fixture.meta.usage_band }),
    }).map((finding) => ({
      fixture: fixture.name,
      arm,
      invariant: name,
      ...finding,
    })),
  );
}

function recordedTokens(stream: string): { recordedInputTokens?: number } {
  const usage = responseUsage(streamHeaders, new TextEncoder().encode(stream));
  return usage === null ? {} : { recordedInputTokens: usage.inputTokens };
}

/** What was recorded of a turn, for the invariants. */
function recordedOf({ turns }: Fixture, { number }: SentCall) {
  const recorded = turns.find((turn) => turn.number === number);
  return { ...recordedTokens(recorded?.response ?? ''), source: recorded?.request ?? {} };
}

/** A stream that comes byte by byte is cut at every boundary at once; nothing may change by it. */
function checkSplit(fixture: Fixture, arm: string, played: readonly PlayedCall[]): Violation[] {
  const split = playArm(fixture, fixture.meta.arms[arm] ?? {}, 1);
  return played.flatMap(({ number, response, losses }, index) => {
    const other = split[index];
    const same =
      other?.response === response && JSON.stringify(other.losses) === JSON.stringify(losses);
    if (same) return [];
    const detail = 'the answer is another one when the stream comes byte by byte';
    return [
      { fixture: fixture.name, arm, invariant: 'stream-split', turn: number, pointer: '', detail },
    ];
  });
}

function checkArm(fixture: Fixture, arm: string, rules: CheckRules): FixtureReport {
  const played = playArm(fixture, fixture.meta.arms[arm] ?? {});
  const expected = fixture.expected.get(arm);
  const found = played.flatMap((turn) =>
    compareCall(fixture, arm, turn, expected?.get(turn.number)).map((difference) => ({
      ...difference,
      turn,
    })),
  );
  const sent = played.filter(isSent);
  const compared = sent.map((turn) => {
    // Where nothing is expected that the backend would read, the new request takes its place.
    const parsed = parseResponsesRequest(JSON.stringify(expected?.get(turn.number)?.request));
    return {
      number: turn.number,
      expected: parsed.ok ? parsed.request : turn.request,
      actual: turn.request,
    };
  });
  const effectOf = createPrefixEffects(compared, rules.tokenizer, rules.parameters);
  const differences = found.map(({ file, pointer, kind, expected, actual, turn }) => ({
    fixture: fixture.name,
    arm,
    file,
    pointer,
    kind,
    expected: expected ?? null,
    actual: actual ?? null,
    prefix: file.endsWith('request.json') && isSent(turn) ? effectOf(sent.indexOf(turn)) : null,
  }));
  const turns = sent.map((turn) => ({ ...turn, ...recordedOf(fixture, turn) }));
  return {
    differences,
    violations: [
      ...checkInvariants(fixture, arm, turns, rules),
      ...checkSplit(fixture, arm, played),
    ],
  };
}

/** Codex's own requests: they are what goes upstream. */
function checkNative(fixture: Fixture, rules: CheckRules): FixtureReport {
  const refused: InvariantFinding[] = [];
  const turns: InvariantCall[] = [];
  for (const { number, request, response } of fixture.turns) {
    const parsed = parseResponsesRequest(JSON.stringify(request));
    if (parsed.ok) {
      turns.push({
        number,
        source: request,
        request: parsed.request,
        headers: fixture.meta.headers,
        ...recordedTokens(response),
      });
    } else {
      refused.push({ turn: number, pointer: '', detail: JSON.stringify(parsed.failure.body) });
    }
  }
  return {
    differences: [],
    violations: [
      ...refused.map((finding) => ({
        fixture: fixture.name,
        arm: '',
        invariant: 'backend-accepts',
        ...finding,
      })),
      ...checkInvariants(fixture, '', turns, rules),
    ],
  };
}

/** A request that is not the one that was promoted, and files that nothing reads. */
function checkFiles(fixture: Fixture): Violation[] {
  const { name, meta, turns, obsolete } = fixture;
  const changed = turns.flatMap(({ number, request }) => {
    const file = `${number}.request.json`;
    if (meta.sha256[file] === requestHash(request)) return [];
    const detail = `${file} does not have the hash that meta.json names: edited by hand?`;
    return [
      { fixture: name, arm: '', invariant: 'request-hash', turn: number, pointer: '', detail },
    ];
  });
  const unread = obsolete.map((file) => ({
    fixture: name,
    arm: '',
    invariant: 'no-obsolete-file',
    turn: '',
    pointer: '',
    detail: `${file} belongs to no call and no arm`,
  }));
  return [...changed, ...unread];
}

/**
 * @param parameters rules of the cache; absent: what the model's profile says
 * @throws HarnessError `bad-input` when an expected file is missing or a request is invalid
 */
export function checkFixture(
  fixture: Fixture,
  tokenizer: Tokenizer,
  parameters: CacheModelParameters = defaultCacheModelParameters,
): FixtureReport {
  const rules = { tokenizer, parameters };
  const reports =
    fixture.meta.kind === 'responses'
      ? [checkNative(fixture, rules)]
      : Object.keys(fixture.meta.arms).map((arm) => checkArm(fixture, arm, rules));
  const violations = [...checkFiles(fixture), ...reports.flatMap((report) => report.violations)];
  return {
    differences: reports.flatMap(({ differences }) => differences),
    violations: violations.filter((violation) => !isAllowed(violation, fixture.meta.allow)),
  };
}

/**
 * What another version made of a fixture against what this one makes of it.
 * @param other arm -> turns, as the other version played them
 */
export function checkAgainst(
  fixture: Fixture,
  other: Readonly<Record<string, readonly PlayedCall[]>>,
  tokenizer: Tokenizer,
  parameters: CacheModelParameters = defaultCacheModelParameters,
): FixtureReport {
  const arms = Object.entries(other).map(
    ([arm, turns]) =>
      [arm, new Map(turns.map((turn) => [turn.number, expectedCall(turn)]))] as const,
  );
  const { differences } = checkFixture(
    { ...fixture, expected: new Map(arms) },
    tokenizer,
    parameters,
  );
  return { differences, violations: [] };
}

/**
 * The invariants on what another translator made of a fixture's requests.
 * @param bodies JSON text per turn
 */
export function checkTranslated(
  fixture: Fixture,
  bodies: readonly string[],
  tokenizer: Tokenizer,
  parameters: CacheModelParameters = defaultCacheModelParameters,
): FixtureReport {
  const refused: InvariantFinding[] = [];
  const turns: InvariantCall[] = [];
  for (const [index, { number, request, response }] of fixture.turns.entries()) {
    const parsed = parseResponsesRequest(bodies[index] ?? '');
    if (parsed.ok) {
      turns.push({
        ...{ number, source: request, request: parsed.request, headers: [] },
        ...recordedTokens(response),
      });
    } else {
      refused.push({ turn: number, pointer: '', detail: JSON.stringify(parsed.failure.body) });
    }
  }
  const found = refused.map((finding) => ({
    ...{ fixture: fixture.name, arm: 'translator', invariant: 'backend-accepts' },
    ...finding,
  }));
  return {
    differences: [],
    violations: [
      ...found,
      ...checkInvariants(fixture, 'translator', turns, { tokenizer, parameters }),
    ],
  };
}

function expectedCall(played: PlayedCall): ExpectedCall {
  return {
    request: asJson(played.request),
    headers: asJson(played.headers),
    losses: asJson(played.losses),
    response: played.response,
  };
}

/** The fixture with what the translator makes of it now as what is expected. */
export function withExpected(fixture: Fixture): Fixture {
  const arms = fixture.meta.kind === 'responses' ? [] : Object.entries(fixture.meta.arms);
  const expected = arms.map(([arm, overlay]) => {
    const turns = playArm(fixture, overlay).map(
      (played) => [played.number, expectedCall(played)] as const,
    );
    return [arm, new Map(turns)] as const;
  });
  return { ...fixture, expected: new Map(expected), obsolete: [] };
}
