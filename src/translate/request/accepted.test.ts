// Whatever a client sends: what goes out is accepted by every rule that the backend is known to
// have, or nothing goes out and the client gets a 400 that says why.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import {
  defaultTranslatorOptions,
  presets,
  type TranslatorOptions,
} from '../../domain/translator-options.ts';
import { emptySessionState } from '../../domain/translator-state.ts';
import type { JsonValue } from '../../lib/json.ts';
import { propertyRuns } from '../../lib/property-runs.test-support.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';
import { validateRequest } from '../../rules/validation/validate-request.ts';
import { parseAnthropicRequest } from '../../wire/anthropic/parse-request.ts';
import { openTurn } from '../turn.ts';
import { translateRequest } from './translate-request.ts';

const models = fc.constantFrom(
  ...[
    'gpt-5',
    'gpt-5-codex',
    'gpt-5-pro',
    'gpt-5.1-codex-max',
    'gpt-5.1-codex-mini',
    'gpt-5.2-pro',
  ],
  ...[
    'gpt-5.3-codex',
    'gpt-5.5',
    'gpt-5.6-sol',
    'gpt-6-astra',
    'gpt-6.1-sol',
    'o3',
    'openai/gpt-5.5',
  ],
);
const names = fc.oneof(
  fc.constantFrom(
    'Bash',
    'Read',
    'mcp__a.b__c',
    'x'.repeat(65),
    'tool name',
    'ünïcode',
    '🔧',
    '__proto__',
  ),
  fc.string({ minLength: 1, maxLength: 80 }),
);
const hole = fc.constantFrom<JsonValue>(null, true, false, 'text', 5, [], {});
const keywords = [
  'type',
  'properties',
  'items',
  'anyOf',
  'required',
  'enum',
  'not',
  '$ref',
  'description',
];
const schema = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    hole,
    fc.constantFrom<JsonValue>({ type: 'array' }, { type: ['array', 'null'] }, { type: 'string' }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.string(), tie('value')),
    }),
    fc.dictionary(fc.constantFrom(...keywords), tie('value')),
    fc.record({ anyOf: fc.array(tie('value'), { maxLength: 3 }) }),
  ),
})).value;
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const clientTool = fc.record({
  name: names,
  description: optional(fc.string()),
  input_schema: optional(schema),
  defer_loading: optional(fc.boolean()),
});
const serverTool = fc.record({
  name: fc.constantFrom('web_search', 'bash', 'memory', 'str_replace_based_edit_tool'),
  type: fc.constantFrom('web_search_20250305', 'bash_20250124', 'memory_20250818', 'custom'),
  allowed_domains: optional(fc.constantFrom<JsonValue>([], ['a.example'], null)),
});
const image = fc.record({
  type: fc.constant('image'),
  source: fc.oneof(
    fc.record({
      type: fc.constant('base64'),
      media_type: optional(fc.string()),
      data: fc.base64String(),
    }),
    fc.record({ type: fc.constant('url'), url: fc.string() }),
    fc.record({ type: fc.constant('file'), file_id: fc.string() }),
  ),
});
const ids = fc.constantFrom('call_0', 'call_1', 'toolu_1', '', 'y'.repeat(70), 'functions.get:0');
const leaf = fc.oneof(
  fc.record({ type: fc.constant('text'), text: fc.string() }),
  image,
  fc.record({ type: fc.constant('input_text'), text: fc.string() }),
  fc.record({ type: fc.constantFrom('resource', 'widget'), anything: fc.jsonValue() }),
  fc.record({ type: fc.constant('tool_reference'), tool_name: names }),
);
const block = fc.oneof(
  leaf,
  fc.record({ type: fc.constant('tool_use'), id: ids, name: names, input: fc.jsonValue() }),
  fc.record({
    type: fc.constant('tool_result'),
    tool_use_id: ids,
    content: fc.oneof(fc.string(), fc.array(leaf, { maxLength: 3 })),
  }),
  fc.record({ type: fc.constantFrom('tool_addition', 'tool_removal'), tool: clientTool }),
  fc.record({ type: fc.constant('thinking'), thinking: fc.string(), signature: fc.string() }),
);
const requests = fc.record({
  model: models,
  system: optional(fc.oneof(fc.string(), fc.constant([{ type: 'text', text: 'Be brief.' }]))),
  messages: fc.array(
    fc.record({
      role: fc.constantFrom('user', 'assistant', 'system'),
      content: fc.oneof(fc.string(), fc.array(block, { maxLength: 4 })),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  tools: optional(
    fc.oneof(
      fc.array(fc.oneof(clientTool, serverTool), { maxLength: 4 }),
      fc.array(clientTool, { minLength: 126, maxLength: 132 }),
    ),
  ),
  tool_choice: optional(
    fc.oneof(
      fc.record({ type: fc.constantFrom('auto', 'any', 'none') }),
      fc.record({ type: fc.constant('tool'), name: names }),
    ),
  ),
  output_config: optional(
    fc.record({
      effort: fc.constantFrom('none', 'minimal', 'low', 'high', 'xhigh', 'max', 'ultra', 'extreme'),
    }),
  ),
  thinking: optional(fc.constantFrom({ type: 'disabled' }, { type: 'adaptive' })),
});
const options = fc.constantFrom<Partial<TranslatorOptions>>(
  {},
  { system_as: 'instructions' },
  { tool_order: 'as-sent' },
  { effort_changes: 'in-input' },
  { prompt_cache_key: 'prefix-hash' },
);

test('nothing goes out that a backend is known to refuse', () => {
  const counts = { sent: 0, refused: 0 };
  fc.assert(
    fc.property(
      requests,
      fc.constantFrom(...Object.values(presets)),
      options,
      (body, preset, changed) => {
        const parsed = parseAnthropicRequest(JSON.parse(JSON.stringify(body)));
        if ('problem' in parsed) return;
        const input = {
          request: parsed.request,
          headers: [],
          options: { ...defaultTranslatorOptions, ...preset, ...changed },
          account: 'a',
        };
        const step = openTurn(input).begin(emptySessionState);
        if (step.type === 'failed') {
          counts.refused++;
          expect(step.error.status).toBe(400);
          expect(step.error.body.error.message).not.toBe('');
          return;
        }
        counts.sent++;
        const { value } = step.attempt.translation;
        const { efforts } = modelCapabilities(body.model);
        expect(validateRequest(value.body, value.headers, { efforts })).toBeNull();
        // The same request, the same bytes.
        const again = translateRequest(prepareTurn(input), emptySessionState).value.body;
        expect(JSON.stringify(again)).toBe(JSON.stringify(value.body));
      },
    ),
    { numRuns: propertyRuns(300) },
  );
  expect(counts.sent).toBeGreaterThan(50);
  expect(counts.refused).toBeGreaterThan(5);
});
