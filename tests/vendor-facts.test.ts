// What the documentation says of the vendors' interfaces, held against the types of their installed
// SDKs: a new SDK version that says otherwise fails here.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const resolve = createRequire(import.meta.url).resolve;

/** One file of type declarations: comment stars and line breaks are single spaces. */
function declarations(vendor: string, path: string): string {
  const text = readFileSync(join(dirname(resolve(vendor)), 'resources', path), 'utf8');
  return text.replaceAll(/\n\s*\*?\s*/g, ' ');
}

const openai = {
  shared: declarations('openai', 'shared.d.ts'),
  responses: declarations('openai', 'responses/responses.d.ts'),
};
const anthropic = {
  messages: declarations('@anthropic-ai/sdk', 'messages/messages.d.ts'),
  beta: declarations('@anthropic-ai/sdk', 'beta/messages/messages.d.ts'),
};

/** The body of the first exported or nested type of that name. */
function typeNamed(text: string, name: string): string {
  const start = text.search(new RegExp(`(interface|type|class|namespace) ${name}\\b`));
  expect(start, `no type ${name}`).toBeGreaterThan(-1);
  const end = text.slice(start + 1).search(/ (export )?(interface|class|namespace) /);
  return text.slice(start, end === -1 ? undefined : start + 1 + end);
}

const facts: [fact: string, text: string, said: string | RegExp][] = [
  [
    'gpt-5.6 keeps the reasoning of all turns by default, earlier models the current one',
    openai.shared,
    'The `gpt-5.6` model family defaults to `all_turns`; earlier models default to `current_turn`.',
  ],
  [
    'the response names the effective context',
    openai.shared,
    'When returned on a response, this is the effective reasoning context mode',
  ],
  ['the contexts', openai.shared, "context?: 'auto' | 'current_turn' | 'all_turns' | null"],
  [
    'the efforts of the scale',
    typeNamed(openai.shared, 'ReasoningEffort'),
    "'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'",
  ],
  [
    'the fast tier answers as priority',
    openai.responses,
    'The response will show `service_tier=priority` regardless',
  ],
  [
    'the tier that answers may be another',
    openai.responses,
    'may be different from the value set in the parameter',
  ],
  [
    'encrypted content comes without being asked for',
    openai.responses,
    /encrypted content of the reasoning item\. This is populated by default for/,
  ],
  ['phase is sent back from gpt-5.3-codex on', openai.responses, 'preserve and resend phase'],
  ['settings change in the input', openai.responses, "type: 'configuration_update'"],
  ['tools are added in the input', openai.responses, "type: 'additional_tools'"],
  ['breakpoints are not rounded', openai.responses, 'not rounded to a token block'],
  [
    'a request writes up to four breakpoints, and the latest 80 are considered',
    openai.responses,
    'can write up to four breakpoints. For cache matching, OpenAI considers up to the latest 80',
  ],
  [
    'where no explicit breakpoint is set, prefixes are cached implicitly',
    openai.responses,
    "mode?: 'implicit' | 'explicit'",
  ],
  ['written tokens by lifetime', openai.responses, 'ttl_30m_tokens: number'],
  ['and of twelve hours', openai.responses, 'ttl_12h_tokens: number'],
  [
    'gpt-5.5 is kept for up to 24 hours only',
    openai.responses,
    'For `gpt-5.5`, `gpt-5.5-pro`, and future models, only `24h` is supported.',
  ],
  ['two lifetimes can be asked for', openai.responses, "ttl: '30m' | '12h'"],
  ['written tokens are counted', openai.responses, 'cache_write_tokens: number'],
  ['a miss is explained against a response', openai.responses, 'comparison_response_id?: string'],
  ['the explanation', openai.responses, 'prompt_cache_diagnostics?: Response.CacheMiss'],
  [
    'reasoning that the model was not given is listed',
    openai.responses,
    'input_transformations?: Array<Response.InputTransformation>',
  ],
  [
    'with the reason',
    typeNamed(openai.responses, 'InputTransformation'),
    "'organization_mismatch' | 'end_user_mismatch' | 'model_mismatch' | 'prefix_mismatch' | 'turn_boundary'",
  ],
  ['Anthropic explains a miss', anthropic.messages, 'cache_miss_reason: CacheMissReason | null'],
  ['against a message', anthropic.messages, 'previous_message_id?: string | null'],
  ['threads are refused so', anthropic.messages, "'thread_unsupported_request'"],
  ...(
    [
      ...['thread_already_continued', 'thread_continue_in_flight'],
      ...['thread_fingerprint_mismatch', 'thread_not_found'],
    ] as const
  ).map((code): [string, string, string] => [
    `the refusal ${code}`,
    anthropic.messages,
    `error_code: '${code}'`,
  ]),
  [
    'reasoning behind a changed history is an error, or is dropped',
    anthropic.beta,
    "BetaThinkingPrefixMismatchBehavior = 'error' | 'drop_block'",
  ],
  ['tools are added in messages', anthropic.beta, "type: 'tool_addition'"],
  ['tools are removed in messages', anthropic.beta, "type: 'tool_removal'"],
];

test.each(facts)('%s', (_fact, text, said) => {
  const isSaid = typeof said === 'string' ? text.includes(said) : said.test(text);
  expect(isSaid, `not in the installed types: ${said}`).toBe(true);
});

test('the reasons for a miss, by vendor', () => {
  const openaiReasons = new Set(openai.responses.match(/'[a-z_]+_changed'|'context_compacted'/g));
  expect([...openaiReasons].sort()).toEqual(
    [
      ...["'context_compacted'", "'input_changed'", "'model_changed'"],
      ...["'prompt_cache_key_changed'", "'reasoning_effort_changed'", "'service_tier_changed'"],
      ...["'text_format_changed'", "'tools_changed'", "'verbosity_changed'"],
    ].sort(),
  );
  const anthropicReasons = new Set(anthropic.messages.match(/'[a-z]+_changed'/g));
  expect([...anthropicReasons].sort()).toEqual(
    ["'messages_changed'", "'model_changed'", "'system_changed'", "'tools_changed'"].sort(),
  );
});

test('in Anthropic’s stream a reason for a miss has a place in the first event alone', () => {
  expect(typeNamed(anthropic.messages, 'Message')).toContain('diagnostics: Diagnostics | null');
  expect(typeNamed(anthropic.messages, 'RawMessageStartEvent')).toContain('message: Message');
  const start = anthropic.messages.indexOf('namespace RawMessageDeltaEvent');
  const end = anthropic.messages.indexOf('interface RawMessageStartEvent');
  expect(start).toBeGreaterThan(-1);
  expect(anthropic.messages.slice(start, end)).not.toContain('iagnostics');
});
