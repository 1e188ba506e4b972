import { expect, test } from 'vitest';
import type { Loss } from '../../domain/loss.ts';
import { defaultTranslatorOptions } from '../../domain/translator-options.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import { translateDiagnostics } from './cache-diagnostics.ts';

const ask = { previous_message_id: 'resp_1' };

function translate(
  diagnostics: unknown,
  { model = 'gpt-5.6-sol', asks = true, isLite = false } = {},
) {
  const losses: Loss[] = [];
  const options = {
    ...defaultTranslatorOptions,
    cache_diagnostics: asks ? 'request' : 'off',
  } as const;
  const request = { model, messages: [], diagnostics } as unknown as AnthropicRequest;
  const sent = translateDiagnostics(request, options, modelCapabilities(model), isLite, losses);
  return { sent, losses: losses.map(({ kind, feature }) => `${kind} ${feature}`) };
}

test('the message that the client names is the response to compare with', () => {
  expect(translate(ask)).toEqual({
    sent: { comparison_response_id: 'resp_1' },
    losses: ['approximated diagnostics'],
  });
  expect(translate({ previous_message_id: null }).sent).toEqual({ comparison_response_id: null });
});

test.each([
  ['not asked for', ask, { asks: false }],
  ['a model that does not answer', ask, { model: 'gpt-5.5' }],
  ['a backend that refuses it', ask, { isLite: true }],
  ['not an object', 'yes', {}],
])('%s: left out, and said', (_title, diagnostics, setup) => {
  const losses = ['dropped diagnostics'];
  expect(translate(diagnostics, setup)).toEqual({ sent: undefined, losses });
});

test('a client that does not ask loses nothing', () => {
  expect(translate(undefined)).toEqual({ sent: undefined, losses: [] });
});
