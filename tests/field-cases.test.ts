// Requests that other translators and gateways met in the field, each the smallest of its kind, with the
// right translation. tests/field-cases/ holds the inputs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TranslatorOptions } from '../src/domain/translator-options.ts';
import { defaultTranslatorOptions } from '../src/domain/translator-options.ts';
import { emptySessionState } from '../src/domain/translator-state.ts';
import { parseJson } from '../src/lib/json.ts';
import { openTurn } from '../src/translate/turn.ts';
import { parseAnthropicRequest } from '../src/wire/anthropic/parse-request.ts';
import type { ResponsesItem } from '../src/wire/responses/item.ts';

const folder = join(import.meta.dirname, 'field-cases');

/** What a case becomes: the request that goes upstream, or the client's error. */
function play(name: string, options: Partial<TranslatorOptions> = {}) {
  const body = parseJson(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const parsed = parseAnthropicRequest(body);
  if ('problem' in parsed) throw new TypeError(`${name}: ${parsed.problem}`);
  return openTurn({
    request: parsed.request,
    headers: [],
    options: { ...defaultTranslatorOptions, ...options },
    account: 'a',
  }).begin(emptySessionState);
}

/** The translation of a case that is sent. */
function sent(name: string, options: Partial<TranslatorOptions> = {}) {
  const step = play(name, options);
  if (step.type !== 'send') throw new TypeError(`${name}: ${step.error.body.error.message}`);
  const { value, losses } = step.attempt.translation;
  return { body: value.body, losses: losses.map(({ feature }) => feature) };
}

const message = (role: string, ...texts: string[]): ResponsesItem => ({
  type: 'message',
  role,
  content: texts.map((text) => ({ type: 'input_text', text })),
});

describe('the billing line is taken out', () => {
  test('of a text, and nothing else with it', () => {
    const { body, losses } = sent('billing-line-in-prompt');
    expect(body.input[0]).toEqual(
      message('developer', 'You are a careful assistant. Never delete files.'),
    );
    expect(losses).toContain('billing-header');
  });

  test('of a message of role system', () => {
    const { body, losses } = sent('billing-line-in-system-message');
    expect(body.input[0]).toEqual(message('developer', 'You are careful.'));
    expect(losses).toContain('billing-header');
  });

  test('of any block, behind blanks, but not of words that quote it', () => {
    const { body, losses } = sent('billing-line-in-blocks');
    expect(body.input).toEqual([
      message(
        'developer',
        '\nYou are careful.\nThe header x-anthropic-billing-header: is a word here.',
        'You are brief.',
      ),
      message('user', 'hi'),
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hello' }] },
      message('developer', 'Still careful.'),
      message('user', 'Explain this log:\nx-anthropic-billing-header: cch=2;'),
    ]);
    expect(losses.filter((feature) => feature === 'billing-header')).toHaveLength(3);
  });

  test('unless the option keeps it', () => {
    const { body } = sent('billing-line-in-prompt', { strip_billing_header: false });
    expect(JSON.stringify(body)).toContain('x-anthropic-billing-header: cc_version');
  });
});
