// The translator of a clone, as the benchmark drives it: bytes to bytes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PreparedTurn } from '../src/continuity/prepare-turn.ts';
import type { TranslationInput } from '../src/domain/translation.ts';
import {
  emptySessionState,
  type SessionState,
  type StateKeys,
} from '../src/domain/translator-state.ts';

export interface BenchTranslator {
  keys(bytes: Uint8Array): StateKeys;
  translate(bytes: Uint8Array, continuity: boolean, state: SessionState): Uint8Array;
  /** @returns plays an answer in these pieces once */
  answer(request: Uint8Array, pieces: readonly Uint8Array[]): () => void;
}

/** What commits had before there was a turn: the input was all that both directions took. */
interface WithoutTurns {
  stateKeys(input: TranslationInput): StateKeys;
}

/** @param root the clone's folder: this one, or one of another commit, from a648d25 on */
export async function loadTranslator(root: string): Promise<BenchTranslator> {
  const load = async <Module>(file: string): Promise<Module> =>
    (await import(pathToFileURL(join(root, 'src', file)).href)) as Module;
  const { parseJsonBytes } = await load<typeof import('../src/lib/json.ts')>('lib/json.ts');
  const { parseAnthropicRequest } = await load<
    typeof import('../src/wire/anthropic/parse-request.ts')
  >('wire/anthropic/parse-request.ts');
  const { defaultTranslatorOptions } = await load<
    typeof import('../src/domain/translator-options.ts')
  >('domain/translator-options.ts');
  const { createResponseTranslator } = await load<
    typeof import('../src/translate/stream/response-translator.ts')
  >('translate/stream/response-translator.ts');
  const { translateRequest, stateKeys } = await load<
    typeof import('../src/translate/request/translate-request.ts') & WithoutTurns
  >('translate/request/translate-request.ts');
  const hasTurns = existsSync(join(root, 'src/translate/turn.ts'));
  const turns = hasTurns
    ? await load<typeof import('../src/translate/turn.ts')>('translate/turn.ts')
    : null;
  const preparing = hasTurns
    ? await load<typeof import('../src/continuity/prepare-turn.ts')>('continuity/prepare-turn.ts')
    : null;

  const inputOf = (bytes: Uint8Array, continuity: boolean): TranslationInput => {
    const parsed = parseAnthropicRequest(parseJsonBytes(bytes) ?? null);
    if ('problem' in parsed) throw new TypeError(parsed.problem);
    return {
      request: parsed.request,
      headers: [['x-claude-code-session-id', '7b7a2c1e-0000-4000-8000-000000000001']],
      options: { ...defaultTranslatorOptions, reasoning_continuity: continuity },
      account: 'bench',
    };
  };
  const bodyOf = (input: TranslationInput, state: SessionState): unknown => {
    if (turns === null) {
      stateKeys(input);
      return translateRequest(input as never, state).value.body;
    }
    const step = turns.openTurn(input).begin(state);
    if (step.type === 'failed') throw new TypeError(step.error.body.error.message);
    return step.attempt.translation.value.body;
  };
  return {
    keys(bytes) {
      const input = inputOf(bytes, true);
      return turns === null ? stateKeys(input) : turns.openTurn(input).keys;
    },
    translate: (bytes, continuity, state) =>
      Buffer.from(JSON.stringify(bodyOf(inputOf(bytes, continuity), state))),
    answer(request, pieces) {
      const input = inputOf(request, true);
      const turn = preparing?.prepareTurn(input) ?? (input as unknown as PreparedTurn);
      const translation = translateRequest(turn, emptySessionState);
      return () => {
        const translator = createResponseTranslator(turn, translation);
        for (const piece of pieces) translator.feed(piece);
        translator.end();
      };
    },
  };
}
