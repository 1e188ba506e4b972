// Requests that other translators and gateways met in the field, each the smallest of its kind,
// with the right translation. tests/field-cases/ holds the inputs.
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
function play(name: string, options: Partial<TranslatorOptions> = {}, upstreamModel?: string) {
  const body = parseJson(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const parsed = parseAnthropicRequest(body);
  if ('problem' in parsed) throw new TypeError(`${name}: ${parsed.problem}`);
  return openTurn({
    request: parsed.request,
    headers: [],
    options: { ...defaultTranslatorOptions, ...options },
    account: 'a',
    ...(upstreamModel === undefined ? {} : { upstreamModel }),
  }).begin(emptySessionState);
}

/** The translation of a case that is sent. */
function sent(name: string, options: Partial<TranslatorOptions> = {}, model?: string) {
  const step = play(name, options, model);
  if (step.type !== 'send') throw new TypeError(`${name}: ${step.error.body.error.message}`);
  const { value, losses } = step.attempt.translation;
  return { body: value.body, losses: losses.map(({ feature }) => feature) };
}

/** The client's error for a case that is not sent. */
function refused(name: string) {
  const step = play(name);
  if (step.type !== 'failed') throw new TypeError(`${name} is sent`);
  expect(step.error.status).toBe(400);
  return step.error.body.error;
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

  test('where other words are in the same line', () => {
    expect(sent('billing-line-joined').body.input[0]).toEqual(
      message('developer', 'You are careful.\nNever delete.', 'Be brief. Be kind.'),
    );
  });

  test('in other letters, and not where it is quoted', () => {
    expect(sent('billing-line-spelled-otherwise').body.input[0]).toEqual(
      message('developer', 'Be good.', 'The line `x-anthropic-billing-header: a=b` is removed.'),
    );
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
        odd: { type: 'object' },
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

  test('in the words of another protocol, or as a text', () => {
    const { body, losses } = sent('tools-of-other-protocols');
    const parameters = { type: 'object', properties: { q: { type: 'string' } } };
    const strict = false;
    expect(body.tools).toEqual([
      { type: 'function', name: 'a', description: 'A', parameters, strict },
      ...['b', 'c', 'd'].map((name) => ({ type: 'function', name, parameters, strict })),
    ]);
    expect(body.tool_choice).toEqual({ type: 'function', name: 'b' });
    expect(losses).toEqual(['tool-strict']);
  });

  test('in keywords of older dialects, and with references to nothing', () => {
    const [arrays, references, root, ...others] = parametersOf('schemas-of-older-dialects');
    const list = { type: 'array', items: {} };
    expect(arrays).toEqual({
      type: 'object',
      properties: {
        a: { ...list, additionalItems: list, unevaluatedItems: false },
        j: { type: 'string', contentSchema: list },
      },
      dependencies: { a: { properties: { z: list } }, b: ['a'], c: {} },
    });
    expect(references).toEqual({
      type: 'object',
      properties: {
        none: {},
        outside: {},
        itself: { $ref: '#' },
        there: { $ref: '#/$defs/My%20Type' },
      },
      $defs: { 'My Type': list },
    });
    expect(root).toMatchObject({ type: 'object', properties: { q: { type: 'string' } } });
    const nothing = { type: 'object', properties: {} };
    expect(others).toEqual([nothing, nothing, nothing, nothing]);
    const { losses } = sent('schemas-of-older-dialects');
    // arrays (5 is not a schema), references, lost, text; not root, and not the empty list.
    expect(losses.filter((feature) => feature === 'tool-schema')).toHaveLength(4);
    expect(losses).toContain('field-description');
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

  test('takes domains without scheme and path, and no more than a hundred', () => {
    const { body, losses } = sent('search-domains', { search_blocked_domains: 'send' });
    expect(body.tools).toEqual([
      {
        type: 'web_search',
        filters: {
          allowed_domains: ['docs.a.example', 'b.example'],
          blocked_domains: ['c.example'],
        },
      },
    ]);
    expect(body.tool_choice).toMatchObject({ type: 'allowed_tools' });
    expect(losses).toEqual(['web-search-limits', 'web-search-limits']);
    const many = sent('search-many-domains');
    const [tool] = many.body.tools as unknown as { filters: { allowed_domains: unknown[] } }[];
    expect(tool?.filters.allowed_domains).toHaveLength(100);
    expect(many.losses).toEqual(['web-search-limits']);
  });

  test('that the messages define can be forced', () => {
    expect(sent('search-defined-later').body.tool_choice).toMatchObject({ mode: 'required' });
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

describe('what only the server of Anthropic does', () => {
  test('an advisor is left out, and the request is sent without it', () => {
    const { body, losses } = sent('advisor');
    expect(body.tools?.map(({ name }) => name)).toEqual(['Bash']);
    expect(losses).toContain('server-tool');
    expect(refused('advisor-forced').message).toContain('advisor');
  });

  test('a compacted history is its summary, with the tools that it leaves', () => {
    const { body, losses } = sent('compaction');
    const said = (text: string) => ({
      ...{ type: 'message', role: 'assistant' },
      content: [{ type: 'output_text', text }],
    });
    expect(body.input).toEqual([
      message('user', 'x'),
      said('We built a tower.'),
      said('Go on?'),
      message('user', 'yes'),
    ]);
    expect(body.tools?.map(({ name }) => name)).toEqual(['Bash', 'measure']);
    expect(body.tool_choice).toEqual({
      type: 'allowed_tools',
      mode: 'auto',
      tools: [{ type: 'function', name: 'measure' }],
    });
    expect(losses).toEqual(['max_tokens', 'block-tool_addition', 'block-compaction']);
    const pointers = play('compaction');
    expect(JSON.stringify(pointers)).toContain('/messages/1/content/0/tool_changes/2');
  });

  test('a compaction that failed says nothing', () => {
    expect(sent('compaction-failed').body.input).toHaveLength(3);
    expect(sent('compaction-failed').losses).toEqual(['max_tokens']);
  });
});

describe('content that is not a block of the Messages API', () => {
  test('may be a message of Chat Completions', () => {
    const { body, losses } = sent('messages-of-other-protocols');
    const call = (call_id: string, args: string) => ({
      ...{ type: 'function_call', call_id, name: 'Bash', arguments: args },
    });
    expect(body.input).toEqual([
      message('developer', 'Be brief.'),
      message('user', 'go'),
      call('call_1', '{"command":"ls"}'),
      { type: 'function_call_output', call_id: 'call_1', output: 'a b' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'and' }] },
      call('call_2', '{}'),
      { type: 'function_call_output', call_id: 'call_2', output: 'c' },
    ]);
    expect(losses).toEqual(['max_tokens']);
  });

  test('is read as the text that it is', () => {
    expect(sent('only-unknown-block').body.input).toEqual([message('user', 'hello')]);
  });

  test('is its JSON where nothing else is there', () => {
    const { body, losses } = sent('only-resource');
    expect(body.input).toEqual([
      message('user', '{"type":"resource","resource":{"uri":"a","text":"the question"}}'),
    ]);
    expect(losses).toContain('block-resource');
  });

  test('is its JSON where the assistant said nothing else', () => {
    const { body, losses } = sent('only-unknown-from-assistant');
    expect(body.input[1]).toMatchObject({ role: 'assistant', content: [{ type: 'output_text' }] });
    expect(JSON.stringify(body.input[1])).toContain('mcp_tool_use');
    expect(losses).toContain('block-mcp_tool_use');
  });

  test('is thinking of nobody where its signature is not a text', () => {
    const { body, losses } = sent('signature-of-another-type', { reasoning_continuity: true });
    expect(body.input).toHaveLength(3);
    expect(losses).toContain('thinking-foreign');
  });

  test('is its JSON beside texts that are empty', () => {
    const { body } = sent('empty-beside-unknown');
    expect(body.input).toEqual([
      message('user', '{"type":"resource","resource":{"uri":"a","text":"q"}}'),
    ]);
  });

  test('is its JSON in the result of a tool', () => {
    const { body, losses } = sent('unknown-block-in-result');
    expect(body.input.at(-1)).toMatchObject({
      type: 'function_call_output',
      output: '{"type":"resource","resource":{"uri":"a","text":"the text"}}',
    });
    expect(losses).toContain('block-resource');
  });

  test('is an image where another protocol says so, and an empty image is left out', () => {
    const { body, losses } = sent('images-of-other-protocols');
    const image = (url: string) => ({ type: 'input_image', image_url: url });
    expect(body.input.slice(-2)).toMatchObject([
      {
        output: [
          image('data:image/jpeg;base64,aGk='),
          image('data:image/png;base64,aGk='),
          image('https://a.example/b.png'),
        ],
      },
      { content: [image('data:image/png;base64,aGk=')] },
    ]);
    expect(losses.filter((feature) => feature === 'source-empty')).toHaveLength(1);
    expect(sent('empty-image').body.input).toEqual([message('user', 'x')]);
    expect(sent('empty-image').losses).toContain('source-empty');
  });

  test('images in other spellings are made whole, and what the backend cannot read is left out', () => {
    const { body, losses } = sent('images-damaged');
    const image = (image_url: string): unknown => ({ type: 'input_image', image_url });
    expect(body.input).toMatchObject([
      {
        content: [
          image('data:image/png;base64,aGk='),
          image('data:image/jpeg;base64,aGk='),
          image('data:image/webp;base64,aGk='),
          { type: 'input_file', file_data: 'data:application/pdf;base64,aGk=' },
          { type: 'input_text', text: 'x' },
        ],
      },
    ]);
    expect(losses).toEqual(['source-media-type', 'source-empty', 'source-empty', 'source-empty']);
  });

  test('is its JSON where all else is left out', () => {
    const { body } = sent('unknown-beside-what-is-left-out');
    const question = message('user', '{"type":"resource","resource":{"uri":"a","text":"q"}}');
    expect(body.input).toEqual([question, expect.anything(), question]);
  });

  test('is its JSON inside a document or a search result', () => {
    const json = '{"type":"resource","resource":{"uri":"a","text":"q"}}';
    expect(sent('unknown-in-containers').body.input).toEqual([
      message('user', 'T', json, 't', 'S: a', json),
    ]);
  });

  test('is a file or an image where another protocol says so', () => {
    const { body } = sent('files-of-other-protocols');
    expect(body.input).toMatchObject([
      {
        content: [
          {
            type: 'input_file',
            filename: 'a.pdf',
            file_data: 'data:application/pdf;base64,aGk=',
          },
          { type: 'input_file', filename: 'notes', file_data: 'data:text/plain;base64,aGk=' },
          { type: 'input_file', file_url: 'https://a.example/b.pdf' },
          { type: 'input_text', text: 'no' },
          { type: 'input_text', text: 'so' },
        ],
      },
    ]);
    expect(refused('file-ids-of-other-protocols').message).toContain('messages.0.content.0.source');
    expect(sent('image-in-resource').body.input.at(-1)).toMatchObject({
      output: [{ type: 'input_image', image_url: 'data:image/png;base64,aGk=' }],
    });
  });

  test('base64 that is none is left out, and in another spelling it is made plain', () => {
    const { body, losses } = sent('base64-damaged');
    expect(body.input).toEqual([message('user', 'x')]);
    expect(losses).toEqual(Array.from({ length: 8 }, () => 'source-damaged'));
    const image = (base64: string) => ({ image_url: `data:image/png;base64,${base64}` });
    expect(sent('base64-in-other-spellings')).toMatchObject({
      body: { input: [{ content: [image('aGk='), image('/+8='), image('aGk='), {}] }] },
      losses: [],
    });
  });

  test('arguments that are a text of JSON are the object', () => {
    const input = sent('arguments-as-text').body.input as readonly { arguments?: string }[];
    expect(input.flatMap(({ arguments: args }) => args ?? [])).toEqual([
      '{"command":"ls"}',
      '{"command":"pwd"}',
      '"plain"',
    ]);
  });

  test('that nobody can read is refused, and so is a request of which nothing is left', () => {
    expect(refused('only-file-document').message).toContain('messages.0.content.0.source');
    expect(refused('nothing-left').message).toContain('nothing that the backend can read');
  });

  test('an uploaded file that was answered is a note, so that the session continues', () => {
    const note = (what: string): string =>
      `[${what} was attached here. It was uploaded elsewhere and cannot be read.]`;
    const { body, losses } = sent('file-in-history');
    expect(body.input[0]).toEqual(
      message('user', 'report.pdf', note('A document'), note('An image'), 'What is in it?'),
    );
    expect(losses).toEqual(['source-file', 'source-file']);
    const result = sent('file-in-result');
    expect(result.body.input[2]).toMatchObject({ output: note('An image') });
    expect(result.losses).toEqual(['source-file']);
  });
});

test('settings of another type are left out, and each is named', () => {
  const { body, losses } = sent('settings-of-other-types');
  expect(body).toMatchObject({ tool_choice: 'auto' });
  expect(body.reasoning).toBeUndefined();
  expect(losses.toSorted()).toEqual([
    'effort',
    'effort',
    'field-output_config.format',
    'reasoning',
    'tool-choice',
  ]);
  expect(sent('budget-of-another-type').losses).toEqual(['effort']);
});

describe('calls whose ids repeat', () => {
  const pairsOf = (name: string) => {
    const input = sent(name).body.input as readonly { type: string; call_id?: string }[];
    const calls = input.filter(({ type }) => type === 'function_call') as never[];
    const outputs = input.filter(({ type }) => type === 'function_call_output') as never[];
    return calls.map(({ call_id, arguments: args }) => {
      const output = outputs.filter((one: { call_id: string }) => one.call_id === call_id);
      return [args, output.map((one: { output: string }) => one.output)];
    });
  };

  test('keep their own results', () => {
    expect(pairsOf('call-id-reused')).toEqual([
      ['{"command":"ls"}', ['a b']],
      ['{"command":"cat a"}', ['SECRET RESULT']],
    ]);
    expect(sent('call-id-reused').losses).not.toContain('duplicate-call');
  });

  test('within one answer, with empty ids, and where a result is missing', () => {
    expect(pairsOf('call-ids-of-each-answer')).toEqual([
      ['{"city":"A"}', ['sun']],
      ['{"city":"B"}', ['rain']],
      ['{"city":"C"}', ['snow']],
      ['{"city":"C"}', ['aborted']],
      ['{"city":"D"}', ['fog']],
    ]);
  });
});

test('a renamed tool has one name, also in the text that loads it', () => {
  const { body } = sent('reference-to-renamed-tool');
  const name = body.tools?.[1]?.name ?? '';
  expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  expect(body.tool_choice).toEqual({ type: 'function', name });
  expect(body.input.at(-1)).toMatchObject({ output: `The tool ${name} can be called now.` });
});

test.each(['lone-surrogates', 'lone-surrogates-elsewhere'])(
  '%s: no half of a character leaves',
  (name) => {
    const { body } = sent(name);
    expect(JSON.stringify(body)).not.toMatch(/\\u[dD][89a-fA-F]/);
    expect(JSON.stringify(body)).toContain('\ufffd');
    expect(JSON.stringify(body)).not.toContain('duplicate');
  },
);

describe('a thread, which the gateway does not keep', () => {
  test.each(['thread-continue', 'thread-continue-words'])(
    'that continues is refused with the code at which the client sends everything again: %s',
    (name) => {
      expect(refused(name)).toMatchObject({
        type: 'invalid_request_error',
        details: { error_code: 'thread_unsupported_request' },
      });
    },
  );

  test('that begins is sent without the field, and what else is left out is named', () => {
    const { body, losses } = sent('thread-create');
    expect(body.input).toEqual([
      message('developer', 'You are an agent.'),
      message('user', 'remember PELICAN'),
    ]);
    expect(losses).toEqual(['thread', 'max_tokens', 'fallbacks', 'diagnostics']);
  });
});

describe('tools that change in the middle of a conversation', () => {
  const namesOf = (tools: unknown): unknown[] =>
    ((tools ?? []) as { name?: string; type: string }[]).map(({ name, type }) => name ?? type);

  test('are offered from there on', () => {
    expect(namesOf(sent('tool-addition').body.tools)).toEqual(['search_docs']);
  });

  test('are in the input where the model takes that, and the removed one may not be chosen', () => {
    const { body, losses } = sent('tool-changes');
    expect(namesOf(body.tools)).toEqual(['Bash', 'Old', 'web_search']);
    const [, , changed, , item, next] = body.input;
    expect(changed).toEqual(message('developer', 'Changed.'));
    expect(next).toMatchObject({ role: 'assistant' });
    const added = namesOf((item as { tools?: unknown }).tools);
    expect(added).toEqual([
      expect.stringMatching(/^new_tool_/),
      expect.stringMatching(/^later_tool_/),
    ]);
    expect(body.tool_choice).toEqual({
      type: 'allowed_tools',
      mode: 'auto',
      tools: [
        { type: 'function', name: 'Bash' },
        { type: 'web_search' },
        ...added.map((name) => ({ type: 'function', name })),
      ],
    });
    expect(losses).toEqual(['max_tokens']);
  });

  test('that cannot be resolved are losses; one that is back may be called', () => {
    const { body, losses } = sent('tool-additions-unresolved');
    expect(body.tool_choice).toBe('auto');
    expect(losses.filter((feature) => feature === 'block-tool_addition')).toHaveLength(2);
  });

  test.each(['gpt-5.5', 'gpt-6-sol'])(
    'of two definitions of one name the later holds (%s)',
    (model) => {
      const { body, losses } = sent('tool-defined-twice', {}, model);
      const inInput = body.input.flatMap((item) =>
        item.type === 'additional_tools' ? (item as unknown as { tools: unknown[] }).tools : [],
      );
      expect([...(body.tools ?? []), ...inInput]).toMatchObject([
        { name: 'Read', description: 'Reads.' },
        { name: 'Find', description: 'Finds in files.' },
      ]);
      expect(losses).toEqual(['tool-redefined']);
    },
  );
});

test('tools that the client runs itself are functions', () => {
  const { body, losses } = sent('local-tools');
  expect(body.tools).toMatchObject([
    { type: 'function', name: 'bash', parameters: { properties: { command: {}, restart: {} } } },
    { name: 'str_replace_based_edit_tool', parameters: { properties: { insert_text: {} } } },
    { name: 'str_replace_editor', parameters: { properties: { new_str: {} } } },
    { name: 'memory', parameters: { properties: { old_path: {} } } },
  ]);
  expect(body.tool_choice).toEqual({ type: 'function', name: 'bash' });
  expect(losses.filter((feature) => feature === 'local-tool')).toHaveLength(4);
});

describe('what the backend cannot open is left out, and reported', () => {
  const partsOf = (name: string): readonly unknown[] =>
    (sent(name).body.input[0] as unknown as { content: readonly unknown[] }).content;

  test('an image by an address that is empty, of another type, or on the client', () => {
    expect(partsOf('images-by-address').slice(1)).toEqual([
      { type: 'input_image', image_url: 'data:image/jpeg;base64,aGk=' },
      { type: 'input_image', image_url: 'https://a.example/b.png' },
    ]);
    const { losses } = sent('images-by-address');
    expect(losses.filter((feature) => feature.startsWith('source-'))).toEqual([
      ...['source-empty', 'source-empty', 'source-media-type', 'source-url'],
    ]);
  });

  test('a document that is empty, or on the client; others have the name of their kind', () => {
    const names = partsOf('documents-by-name').slice(1);
    expect(names).toMatchObject([
      { filename: 'My report.pdf' },
      { filename: 'document.pdf' },
      { filename: 'document.txt' },
    ]);
    expect(sent('documents-by-name').losses.slice(-2)).toEqual(['source-empty', 'source-url']);
  });
});

test('a call that must be made without a tool is a loss, or a 400 where it is named', () => {
  expect(sent('choice-without-tools').losses).toContain('tool-choice');
  expect(refused('choice-of-a-tool-without-tools').message).toContain('Bash');
});
