import { describe, expect, test } from 'vitest';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { emptySessionState } from '../../domain/translator-state.ts';
import { validateRequest } from '../../rules/validation/validate-request.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import { inputOf } from '../conversation.test-support.ts';
import { translateRequest } from './translate-request.ts';

const header = 'x-openai-internal-codex-responses-lite';
const tools = [{ name: 'ls', input_schema: { type: 'object' } }];

function translate(
  backend: string | undefined,
  request: Partial<AnthropicRequest>,
  options: Partial<TranslatorOptions> = {},
) {
  const named = backend === undefined ? {} : { backend };
  const turn = prepareTurn({ ...inputOf({ tools, ...request }, options), ...named });
  return translateRequest(turn, emptySessionState).value;
}

describe('the lite contract', () => {
  test.each(['gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-6.1-sol', 'openai/gpt-6-astra'])(
    'is followed for %s on the ChatGPT backend',
    (model) => {
      const { body, headers } = translate('chatgpt', { model });
      expect(headers).toContainEqual([header, 'true']);
      expect(body.input[0]).toMatchObject({ type: 'additional_tools', role: 'developer' });
      expect(body.input[0]).toHaveProperty('tools.0.name', 'ls');
      expect(body).not.toHaveProperty('tools');
      expect(body).not.toHaveProperty('instructions');
      expect(body.parallel_tool_calls).toBe(false);
      expect(body.reasoning?.context).toBe('all_turns');
      const context = { rulesOn: new Set(['lite-required']), hasLite: true };
      expect(validateRequest(body, headers, context)).toBeNull();
    },
  );

  test.each([
    ['an older model', 'chatgpt', 'gpt-5.5'],
    ['the public API', 'openai', 'gpt-5.6-sol'],
    ['an unknown backend', undefined, 'gpt-5.6-sol'],
  ])('is not for %s', (_name, backend, model) => {
    const { body, headers } = translate(backend, { model });
    expect(headers.map(([name]) => name)).not.toContain(header);
    expect(body.tools).toHaveLength(1);
    expect(body.reasoning?.context).toBeUndefined();
  });

  test('is followed where the address is that of the ChatGPT backend', () => {
    const at = translate('https://chatgpt.com/backend-api/codex', { model: 'gpt-5.6-sol' });
    expect(at.body).not.toHaveProperty('tools');
    const other = translate('https://chatgpt.com.example.org/codex', { model: 'gpt-5.6-sol' });
    expect(other.body.tools).toHaveLength(1);
  });

  test('is an option', () => {
    const never = translate('chatgpt', { model: 'gpt-5.6-sol' }, { lite: 'never' });
    expect(never.body.tools).toHaveLength(1);
    const always = translate(undefined, { model: 'gpt-5.6-sol' }, { lite: 'always' });
    expect(always.body).not.toHaveProperty('tools');
  });

  test('keeps instructions that say something, and adds no empty item', () => {
    const options = { system_as: 'instructions' } as const;
    const system = 'Be kind.';
    const { body } = translate('chatgpt', { model: 'gpt-5.6-sol', system, tools: [] }, options);
    expect(body.instructions).toBe(system);
    expect(body.input.map(({ type }) => type)).not.toContain('additional_tools');
  });
});
