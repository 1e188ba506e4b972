import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../lib/header-list.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { formatItemId } from '../item-id.ts';
import { exampleRefusal } from './examples.ts';
import { validationRules } from './registry.ts';
import type { ValidationContext } from './rule.ts';
import { validateRequest } from './validate-request.ts';

const valid = {
  model: 'gpt-5.5',
  stream: true,
  store: false,
  input: [{ type: 'message', role: 'user', content: 'hello' }],
};
const stem = '0123456789abcdef'.repeat(2);
const reasoningId = formatItemId('rs', { stem, index: 0, reasoningIndex: null });
const callItemId = formatItemId('fc', { stem, index: 1, reasoningIndex: 0 });
const messageId = formatItemId('msg', { stem, index: 1, reasoningIndex: 0 });
const reasoning = { type: 'reasoning', summary: [], encrypted_content: 'gAAAAAok' };
const call = { type: 'function_call', call_id: 'call_1', name: 'ls', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'call_1', output: 'a' };
const customCall = { type: 'custom_tool_call', call_id: 'call_2', name: 'exec', input: 'x' };
const answer = { type: 'message', role: 'assistant', content: 'done' };

/** The request with fields changed; `undefined` removes one. */
function request(change: object): ResponsesRequest {
  return JSON.parse(JSON.stringify({ ...valid, ...change })) as ResponsesRequest;
}

function check(
  change: object,
  context: ValidationContext = {},
  headers: HeaderList = [],
): [rule: string, status: number, body: unknown] | null {
  const failure = validateRequest(request(change), headers, context);
  return failure && [failure.rule, failure.status, failure.body];
}

const shapeA = (
  message: string,
  param: string | null = 'input',
  code: string | null = null,
): unknown => ({ error: { message, type: 'invalid_request_error', param, code } });
const shapeB = (detail: string): unknown => ({ detail });
const tooLong = (name: string, length: number): unknown =>
  shapeA(
    `[StringParam] [${name}] [string_above_max_length] Invalid '${name}': string too long. Expected a string with maximum length 64, but got a string with length ${length} instead.`,
    name,
    'string_above_max_length',
  );

type Case = [
  rule: string,
  change: object,
  status: number,
  body: unknown,
  context?: ValidationContext,
  headers?: HeaderList,
];
const lite: HeaderList = [['X-OpenAI-Internal-Codex-Responses-Lite', 'true']];
const contextMissing = shapeA(
  'X-OpenAI-Internal-Codex-Responses-Lite requires reasoning.context to be all_turns.',
  'reasoning.context',
);
const notLite = shapeA(
  'This model is not supported when using X-OpenAI-Internal-Codex-Responses-Lite.',
  'model',
  'unsupported_value',
);
const notFound = (model: string): unknown => shapeA(`Model not found ${model}`, null);
const liteRequired: ValidationContext = {
  rulesOn: new Set(['lite-required']),
  hasLite: true,
};
const cases: Case[] = [
  ['lite-model-refused', { model: 'gpt-5.5' }, 400, notLite, { hasLite: false }, lite],
  ['lite-model-refused', { model: 'openai/gpt-5.4-mini' }, 400, notLite, { hasLite: false }, lite],
  ['lite-required', { model: 'gpt-5.6-sol' }, 404, notFound('gpt-5.6-sol'), liteRequired],
  ['lite-required', { model: 'gpt-6.1-sol' }, 404, notFound('gpt-6.1-sol'), liteRequired],
  ['lite-context-required', { model: 'gpt-5.6-terra' }, 400, contextMissing, {}, lite],
  [
    ...(['lite-context-required', { model: 'gpt-6-sol', reasoning: { context: 'auto' } }] as const),
    ...([400, contextMissing, {}, lite] as const),
  ],
  ['store-must-be-false', { store: true }, 400, shapeB('Store must be set to false')],
  ['store-must-be-false', { store: undefined }, 400, shapeB('Store must be set to false')],
  ['stream-must-be-true', { stream: false }, 400, shapeB('Stream must be set to true')],
  [
    ...(['instructions-required', {}, 400, shapeB('Instructions are required')] as const),
    { rulesOn: new Set(['instructions-required']) },
  ],
  [
    'instructions-not-valid',
    { instructions: 'Be kind.' },
    400,
    shapeB('Instructions are not valid'),
    { rulesOn: new Set(['instructions-not-valid']) },
  ],
  [
    'system-messages-not-allowed',
    { input: [{ type: 'message', role: 'system', content: 'x' }] },
    400,
    shapeB('System messages are not allowed'),
  ],
  [
    'unsupported-parameter',
    { max_output_tokens: 100 },
    400,
    shapeB('Unsupported parameter: max_output_tokens'),
  ],
  ['unsupported-parameter', { user: 'me' }, 400, shapeB('Unsupported parameter: user')],
  [
    'unknown-parameter',
    { max_tokens: 100 },
    400,
    shapeA("Unknown parameter: 'max_tokens'.", 'max_tokens', 'unknown_parameter'),
  ],
  [
    'unknown-parameter',
    {
      input: [
        {
          type: 'message',
          role: 'user',
          content: [{ type: 'input_text', text: 'x', cache_control: {} }],
        },
      ],
    },
    400,
    shapeA(
      "Unknown parameter: 'input[0].content[0].cache_control'.",
      'input[0].content[0].cache_control',
      'unknown_parameter',
    ),
  ],
  ['key-too-long', { prompt_cache_key: 'k'.repeat(65) }, 400, tooLong('prompt_cache_key', 65)],
  [
    'tool-name-invalid',
    { tools: [{ type: 'function', name: 'a.b', parameters: {}, strict: false }] },
    400,
    shapeA(
      "Invalid 'tools[0].name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
      'tools[0].name',
      'invalid_value',
    ),
  ],
  [
    'call-id-invalid',
    { input: [{ ...call, call_id: '' }] },
    400,
    shapeA(
      "Invalid 'input[0].call_id': empty string. Expected a string with minimum length 1, but got an empty string instead.",
      'input[0].call_id',
      'empty_string',
    ),
  ],
  [
    'search-action-invalid',
    { input: [call, output, { type: 'web_search_call', action: { type: 'other' } }] },
    400,
    shapeA(
      "Invalid value: 'other'. Supported values are: 'search', 'open_page', and 'find_in_page'.",
      'input[2].action.type',
      'invalid_value',
    ),
  ],
  [
    'invalid-id-prefix',
    { input: [{ ...answer, id: 'item_1' }] },
    400,
    shapeA(
      "Invalid 'input[0].id': 'item_1'. Expected an ID that begins with 'msg'.",
      'input[0].id',
      'invalid_id_prefix',
    ),
  ],
  [
    'reasoning-summary-missing',
    { input: [...valid.input, { ...reasoning, summary: undefined }, answer] },
    400,
    shapeA(
      "Missing required parameter: 'input[1].summary'.",
      'input[1].summary',
      'missing_required_parameter',
    ),
  ],
  [
    'duplicate-item-id',
    {
      input: [
        { ...answer, id: 'msg_1' },
        { ...answer, id: 'msg_1' },
      ],
    },
    400,
    shapeA(
      'Duplicate item found with id msg_1. Remove duplicate items from your input and try again.',
    ),
  ],
  [
    'item-not-found',
    { input: [{ ...reasoning, id: 'rs_1', encrypted_content: null }, answer] },
    404,
    shapeA(
      "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input.",
    ),
  ],
  [
    'encrypted-content-unverified',
    { input: [{ ...reasoning, encrypted_content: 'gAAAAAtamperedc90=' }, answer] },
    400,
    shapeA(
      'The encrypted content gAAA...c90= could not be verified.',
      null,
      'invalid_encrypted_content',
    ),
    { openReasoning: () => null },
  ],
  [
    'reasoning-without-following-item',
    { input: [...valid.input, { ...reasoning, id: reasoningId }] },
    400,
    shapeA(
      `Item '${reasoningId}' of type 'reasoning' was provided without its required following item.`,
    ),
  ],
  [
    'reasoning-without-following-item',
    { input: [{ ...reasoning, id: 'rs_foreign' }, ...valid.input] },
    400,
    shapeA(
      "Item 'rs_foreign' of type 'reasoning' was provided without its required following item.",
    ),
  ],
  [
    'item-without-reasoning',
    { input: [{ ...call, id: callItemId }, output] },
    400,
    shapeA(
      `Item '${callItemId}' of type 'function_call' was provided without its required 'reasoning' item: '${reasoningId}'.`,
    ),
  ],
  [
    'item-without-reasoning',
    { input: [{ ...answer, id: messageId }] },
    400,
    shapeA(
      `Item '${messageId}' of type 'message' was provided without its required 'reasoning' item: '${reasoningId}'.`,
    ),
  ],
  [
    'call-without-output',
    { input: [call] },
    400,
    shapeA('No tool output found for function call call_1.'),
  ],
  [
    'call-without-output',
    { input: [customCall] },
    400,
    shapeA('No tool output found for custom tool call call_2.'),
  ],
  [
    'output-without-call',
    { input: [output] },
    400,
    shapeA('No tool call found for function call output with call_id call_1.'),
  ],
  [
    'model-refused',
    {},
    400,
    shapeB("The 'gpt-5.5' model is not supported when using Codex with a ChatGPT account."),
    { refusedModels: ['gpt-5.5'] },
  ],
  [
    'context-window-exceeded',
    {},
    400,
    shapeA(
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
      'input',
      'context_length_exceeded',
    ),
    { countInputTokens: () => 101, contextWindow: 100 },
  ],
  [
    'cache-breakpoint-refused',
    { prompt_cache_options: {} },
    400,
    shapeB('Unsupported parameter: prompt_cache_options'),
  ],
  [
    'cache-breakpoint-refused',
    {
      input: [
        {
          type: 'message',
          role: 'user',
          content: [{ type: 'input_text', text: 'x', prompt_cache_breakpoint: {} }],
        },
      ],
    },
    400,
    shapeB('Unsupported parameter: prompt_cache_breakpoint'),
  ],
  [
    'item-ids-refused',
    { input: [{ ...reasoning, id: reasoningId }, { ...call, id: callItemId }, output] },
    404,
    shapeA(
      `Item with id '${reasoningId}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
    ),
    { rulesOn: new Set(['item-ids-refused']) },
  ],
  [
    'reasoning-misplaced-without-id',
    { input: [reasoning, ...valid.input] },
    400,
    shapeA('Reasoning was provided without its required following item.'),
    { rulesOn: new Set(['reasoning-misplaced-without-id']) },
  ],
  [
    'reasoning-trailing-without-id',
    { input: [...valid.input, reasoning] },
    400,
    shapeA('Reasoning was provided as the last item of the input.'),
    {
      rulesOn: new Set(['reasoning-trailing-without-id', 'reasoning-misplaced-without-id']),
    },
  ],
  [
    'tool-schema-invalid',
    { tools: [functionOf({ type: 'object', properties: { a: { type: 'array' } } })] },
    400,
    schemaRefusal("In context=('properties', 'a'), array schema missing items."),
  ],
  [
    'tool-schema-invalid',
    { tools: [functionOf({ type: 'object', properties: {}, anyOf: [] })] },
    400,
    schemaRefusal(
      "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.",
    ),
  ],
  [
    'tool-schema-invalid',
    { tools: [functionOf({ type: 'object', properties: null })] },
    400,
    schemaRefusal("In context=(), None is not of type 'object'."),
  ],
  [
    'tool-schema-invalid',
    { tools: [functionOf({ type: ['object', 'null'], properties: {} })] },
    400,
    schemaRefusal(
      `schema must be a JSON Schema of 'type: "object"', got 'type: ["object","null"]'.`,
    ),
  ],
  [
    'too-many-tools',
    { tools: Array.from({ length: 130 }, () => functionOf({ type: 'object', properties: {} })) },
    400,
    shapeA(
      "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 130 instead.",
      'tools',
      'array_above_max_length',
    ),
  ],
  [
    'effort-not-supported',
    { reasoning: { effort: 'none' } },
    400,
    shapeA(
      "Unsupported value: 'none' is not supported with the 'gpt-5.5' model. Supported values are: 'low', 'medium', and 'high'.",
      'reasoning.effort',
      'unsupported_value',
    ),
    { efforts: ['low', 'medium', 'high'] },
  ],
  [
    'reasoning-duplicated-without-id',
    { input: [reasoning, answer, reasoning, answer, ...valid.input] },
    400,
    shapeA('Duplicate reasoning was found in the input.'),
    { rulesOn: new Set(['reasoning-duplicated-without-id']) },
  ],
];

function functionOf(parameters: unknown) {
  return { type: 'function', name: 'ls', parameters, strict: false };
}

function schemaRefusal(problem: string) {
  return shapeA(
    `Invalid schema for function 'ls': ${problem}`,
    'tools[0].parameters',
    'invalid_function_parameters',
  );
}

describe('a request is refused with the exact body', () => {
  test.each(cases)('%s: %j', (rule, change, status, body, context, headers) => {
    expect(check(change, context, headers)).toEqual([rule, status, body]);
  });

  test('key-too-long for the session-id header', () => {
    const found = check({}, {}, [['Session-Id', 'h'.repeat(70)]]);
    expect(found).toEqual(['key-too-long', 400, tooLong('session-id', 70)]);
  });

  test.each(validationRules)('$name strikes on its example', (rule) => {
    expect(exampleRefusal(rule)).toMatchObject({ status: expect.any(Number) });
  });

  test('every rule has a case', () => {
    const covered = new Set(cases.map(([rule]) => rule));
    expect(validationRules.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual(
      [],
    );
  });
});

describe('a request is accepted', () => {
  test.each([
    ['the lite contract kept', { reasoning: { context: 'all_turns' } }, true, lite],
    ['a model before it, without the header', {}, false, []],
  ])('%s', (_name, change, hasLite, headers) => {
    const context = { ...liteRequired, hasLite };
    expect(check(change, context, headers as HeaderList)).toBeNull();
  });

  test.each([
    ['the smallest one', {}],
    ['without instructions, as Codex CLI sends it', { instructions: undefined }],
    ['a call with its output', { input: [call, output] }],
    [
      'two calls before their outputs',
      {
        input: [
          call,
          customCall,
          output,
          {
            type: 'custom_tool_call_output',
            call_id: 'call_2',
            output: 'b',
          },
        ],
      },
    ],
    [
      'reasoning with ids before what it produced',
      {
        input: [{ ...reasoning, id: reasoningId }, { ...call, id: callItemId }, output],
      },
    ],
    ['misplaced reasoning without ids', { input: [reasoning, ...valid.input] }],
    ['a call without its id and reasoning', { input: [call, output] }],
    ['trailing and duplicated reasoning without ids', { input: [reasoning, reasoning] }],
    ["a client's own output ids", { input: [call, { ...output, id: 'fco_1' }] }],
  ])('%s', (_case, change) => {
    expect(check(change)).toBeNull();
  });

  test('when the rule is switched off', () => {
    const context = { rulesOff: new Set(['store-must-be-false']) };
    expect(check({ store: true }, context)).toBeNull();
    expect(check({ store: true, temperature: 1 }, { rulesOff: new Set(['all']) })).toBeNull();
  });
});
