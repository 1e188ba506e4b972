// Whole turns of the translator without sockets: thousands in the time of one exchange.
import fc, { type Arbitrary } from 'fast-check';
import { carrierNames } from '../../src/carriers/registry.ts';
import {
  defaultTranslatorOptions,
  type TranslatorOptions,
} from '../../src/domain/translator-options.ts';
import { emptySessionState } from '../../src/domain/translator-state.ts';
import { parseJson } from '../../src/lib/json.ts';
import { findJsonExcess } from '../../src/lib/json-excess.ts';
import type { TurnStep } from '../../src/translate/turn/states.ts';
import { openTurn } from '../../src/translate/turn.ts';
import { parseAnthropicRequest } from '../../src/wire/anthropic/parse-request.ts';
import { body, changedMessages, textOf } from './bodies.ts';
import { changedStream, eventStream } from './events.ts';

export interface FuzzedTurn {
  readonly request: string;
  readonly answer: string;
  readonly status: number;
  readonly options: TranslatorOptions;
}

export const fuzzedTurn: Arbitrary<FuzzedTurn> = fc.record({
  request: fc.oneof({ weight: 4, arbitrary: changedMessages.map(textOf) }, body),
  answer: fc.oneof({ weight: 3, arbitrary: changedStream }, eventStream),
  status: fc.constantFrom(200, 200, 200, 400, 500),
  options: fc
    .record({
      reasoning_continuity: fc.boolean(),
      reasoning_carrier: fc.constantFrom(...carrierNames),
    })
    .map((chosen) => ({ ...defaultTranslatorOptions, ...chosen })),
});

/** Plays it as the gateway does. @returns how it ended; throws a mistake of the translator */
export function playFuzzedTurn({ request, answer, status, options }: FuzzedTurn): string {
  if (findJsonExcess(Buffer.from(request)) !== null) return 'refused';
  const parsed = parseAnthropicRequest(parseJson(request) ?? null);
  if ('problem' in parsed) return 'refused';
  const turn = openTurn({
    ...{ request: parsed.request, headers: [], options, account: 'a', envelopeSecret: 'secret' },
  });
  let step: TurnStep = turn.begin(emptySessionState);
  while (step.type === 'send' || step.type === 'retry') {
    const reading = step.attempt.answer({ status, headers: [] });
    const bytes = Buffer.from(answer);
    // An event may come in parts.
    reading.feed(bytes.subarray(0, bytes.length / 2));
    reading.feed(bytes.subarray(bytes.length / 2));
    step = reading.end();
  }
  return step.type;
}
