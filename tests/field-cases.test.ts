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

describe('a tool whose schema the backend refuses does not lose the request', () => {
  const parametersOf = (name: string): unknown[] =>
    (sent(name).body.tools ?? []).map((tool) => (tool as { parameters?: unknown }).parameters);

  test('an array gets items', () => {
    expect(parametersOf('array-without-items')).toEqual([
      { type: 'object', properties: { options: { type: 'array', items: {} } } },
    ]);
    expect(sent('array-without-items').losses).not.toContain('tool-schema');
  });

  test('a union at the root is one object, with the properties of its branches', () => {
    expect(parametersOf('root-union')).toEqual([
      { type: 'object', properties: { to: { type: 'string' }, by: { type: 'number' } } },
    ]);
    expect(sent('root-union').losses).toContain('tool-schema');
  });

  test('at any depth, and in any keyword', () => {
    const [deep, all, kinds, none, text] = parametersOf('schemas-refused');
    expect(deep).toEqual({
      type: 'object',
      properties: {
        rows: { type: ['array', 'null'], description: 'rows', items: {} },
        pairs: {
          type: 'array',
          items: { anyOf: [{ type: 'string' }, { type: 'array', items: {} }] },
        },
        nested: {
          type: 'object',
          properties: {},
          additionalProperties: { type: 'array', items: {} },
        },
        either: { anyOf: [{ type: 'array', items: {} }, { type: 'string' }] },
        any: {},
        free: {},
        odd: {},
      },
    });
    expect(all).toEqual({
      type: 'object',
      $defs: { base: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } },
      properties: { a: { type: 'string' }, b: { type: 'number' } },
      required: ['a', 'b'],
    });
    expect(kinds).toEqual({
      type: 'object',
      properties: { kind: { anyOf: [{ const: 'x' }, { const: 'y' }] }, x: { type: 'string' } },
      required: ['kind'],
    });
    expect(none).toEqual({ type: 'object', properties: {} });
    expect(text).toEqual({ type: 'object', properties: {} });
  });

  test('tools beyond what the backend counts, and a second one of a name, are left out', () => {
    const { body, losses } = sent('too-many-tools');
    expect(body.tools).toHaveLength(128);
    expect(losses.filter((feature) => feature === 'tool-count')).toHaveLength(2);
    expect(losses.filter((feature) => feature === 'tool-duplicate')).toHaveLength(1);
  });
});

describe('a web search', () => {
  test('with empty lists of domains is not limited', () => {
    const { body } = sent('search-empty-domains');
    expect(body.tools).toEqual([{ type: 'web_search' }]);
    expect(body.tool_choice).toEqual({
      type: 'allowed_tools',
      mode: 'required',
      tools: [{ type: 'web_search' }],
    });
  });

  test('is offered once, and what the backend has no word for is a loss', () => {
    const { body, losses } = sent('search-twice');
    expect(body.tools?.map(({ type }) => type)).toEqual(['web_search', 'function']);
    expect(losses.filter((feature) => feature === 'web-search-limits')).toHaveLength(4);
    expect(losses).toContain('tool-duplicate');
  });

  test('is limited and forced as the options say', () => {
    const { body } = sent('search-twice', {
      search_blocked_domains: 'send',
      search_choice: 'web-search',
    });
    expect(body.tools?.[0]).toEqual({
      type: 'web_search',
      filters: { blocked_domains: ['a.example'] },
    });
    expect(body.tool_choice).toEqual({ type: 'web_search' });
    expect(sent('search-twice', { search_choice: 'required' }).body.tool_choice).toBe('required');
  });
});
