import { describe, expect, test } from 'vitest';
import { emptyAnswerText } from '../empty-answer.ts';
import {
  answer,
  assistant,
  call,
  checkHistory,
  developer,
  type Messages,
  result,
  translate,
  use,
  user,
} from './translation.test-support.ts';

describe('a history', () => {
  test('keeps consecutive messages of one role apart and leaves empty ones out', () => {
    checkHistory(
      [
        { role: 'user', content: 'a' },
        { role: 'user', content: [] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'b' },
            { type: 'text', text: 'c' },
          ],
        },
        { role: 'assistant', content: '' },
      ],
      [user('a'), user('b', 'c')],
    );
  });

  test('turns the system role within the conversation into a developer message in place', () => {
    checkHistory(
      [
        { role: 'user', content: 'a' },
        { role: 'system', content: 'note' },
        { role: 'assistant', content: 'b' },
      ],
      [user('a'), developer('note'), assistant('b')],
      ['prefill'],
    );
  });

  test('that ends with a call or with nothing said is not a prefill', () => {
    checkHistory([{ role: 'assistant', content: '' }], [], ['empty-input']);
    checkHistory(
      [{ role: 'assistant', content: [{ type: 'text', text: 'b' }, use('1')] }],
      [assistant('b'), call('1'), result('1', 'aborted')],
      ['missing-tool-result'],
    );
  });

  test('puts outputs first where a developer message would split them from their calls', () => {
    checkHistory(
      [
        { role: 'assistant', content: [use('1'), use('2')] },
        { role: 'system', content: 'note' },
        {
          role: 'user',
          content: [answer('2', 'two'), { type: 'text', text: 'hm' }, answer('1', 'one')],
        },
      ],
      [call('1'), call('2'), result('2', 'two'), result('1', 'one'), developer('note'), user('hm')],
    );
  });

  test('answers a call without result, once, before what follows', () => {
    checkHistory(
      [
        { role: 'assistant', content: [use('1'), use('2')] },
        { role: 'user', content: [answer('2', 'two'), { type: 'text', text: 'continue' }] },
      ],
      [call('1'), call('2'), result('2', 'two'), result('1', 'aborted'), user('continue')],
      ['missing-tool-result'],
    );
  });

  test('answers a call at the very end', () => {
    checkHistory(
      [{ role: 'assistant', content: [use('1')] }],
      [call('1'), result('1', 'aborted')],
      ['missing-tool-result'],
    );
  });

  test('drops results without call and second results', () => {
    checkHistory(
      [
        { role: 'user', content: [answer('gone', 'x')] },
        { role: 'assistant', content: [use('1')] },
        { role: 'user', content: [answer('1', 'one')] },
        { role: 'assistant', content: 'ok' },
        { role: 'user', content: [answer('1', 'again')] },
      ],
      [call('1'), result('1', 'one'), assistant('ok')],
      ['orphan-tool-result', 'late-tool-result'],
    );
  });

  test('keeps a second call that is spelled as the first where both have a result', () => {
    const { value, losses } = translate({
      messages: [
        { role: 'assistant', content: [use('1'), use('1')] },
        { role: 'user', content: [answer('1', 'one')] },
        { role: 'user', content: [answer('1', 'two')] },
      ],
    });
    const { input } = value.body as unknown as { input: { call_id: string; output?: string }[] };
    expect(input.map(({ output }) => output)).toEqual([undefined, undefined, 'one', 'two']);
    const [first, second, ...outputs] = input.map(({ call_id }) => call_id);
    expect(second).not.toBe(first);
    expect(outputs).toEqual([first, second]);
    expect(losses).toEqual([]);
  });

  test('drops a second call with the same id', () => {
    checkHistory(
      [
        { role: 'assistant', content: [use('1'), use('1')] },
        { role: 'user', content: [answer('1', 'one')] },
      ],
      [call('1'), result('1', 'one')],
      ['duplicate-call'],
    );
  });

  test('gives one string for every spelling of a textual result', () => {
    const history = (content: unknown): Messages =>
      [
        { role: 'assistant', content: [use('1')] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: '1', content }] },
      ] as Messages;
    checkHistory(history('one'), [call('1'), result('1', 'one')]);
    checkHistory(history([{ type: 'text', text: 'one' }]), [call('1'), result('1', 'one')]);
    checkHistory(history([]), [call('1'), result('1', '')]);
    checkHistory(history(undefined), [call('1'), result('1', '')]);
    checkHistory(
      history([
        { type: 'tool_reference', tool_name: 'WebFetch' },
        { type: 'text', text: 'Tool loaded.' },
      ]),
      [call('1'), result('1', 'The tool WebFetch can be called now.\nTool loaded.')],
    );
  });

  test('marks a failed result in its text', () => {
    checkHistory(
      [
        { role: 'assistant', content: [use('1')] },
        { role: 'user', content: [{ ...answer('1', 'no such file'), is_error: true }] },
      ],
      [call('1'), result('1', '[tool call failed]\nno such file')],
    );
  });

  test('keeps images, in user turns and in results', () => {
    const image = {
      type: 'image',
      source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' },
    } as const;
    const part = { type: 'input_image', image_url: 'data:image/jpeg;base64,AAAA' };
    const linked = {
      type: 'image',
      source: { type: 'url', url: 'https://example.org/a.png' },
    } as const;
    checkHistory(
      [
        { role: 'user', content: [image, linked] },
        { role: 'assistant', content: [use('1')] },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: '1',
              content: [{ type: 'text', text: 'a' }, image],
            },
          ],
        },
      ],
      [
        {
          type: 'message',
          role: 'user',
          content: [part, { type: 'input_image', image_url: 'https://example.org/a.png' }],
        },
        call('1'),
        result('1', [{ type: 'input_text', text: 'a' }, part]),
      ],
    );
  });

  test('keeps documents: PDF, link, text and nested content', () => {
    const document = (source: object, title?: string) =>
      ({ type: 'document', source, ...(title === undefined ? {} : { title }) }) as never;
    checkHistory(
      [
        {
          role: 'user',
          content: [
            document({ type: 'base64', media_type: 'application/pdf', data: 'JVBE' }, 'a.pdf'),
            document({ type: 'url', url: 'https://example.org/b.pdf' }),
            document({ type: 'text', data: 'plain' }),
            document({ type: 'content', content: [{ type: 'text', text: 'nested' }] }),
            document({ type: 'file', file_id: 'file_1' }),
          ],
        },
      ],
      [
        {
          type: 'message',
          role: 'user',
          content: [
            {
              type: 'input_file',
              filename: 'a.pdf',
              file_data: 'data:application/pdf;base64,JVBE',
            },
            { type: 'input_file', file_url: 'https://example.org/b.pdf' },
            { type: 'input_text', text: 'plain' },
            { type: 'input_text', text: 'nested' },
          ],
        },
      ],
      ['source-file'],
    );
  });

  test('puts what is said of a document in front of it', () => {
    const text = { type: 'text', data: 'words' };
    const pdf = { type: 'base64', media_type: 'application/pdf', data: 'AAAA' };
    checkHistory(
      [
        {
          role: 'user',
          content: [
            { type: 'document', source: text, title: 'Title', context: 'Old.' } as never,
            {
              type: 'document',
              source: pdf,
              title: 'a.pdf',
              citations: { enabled: true },
            } as never,
          ],
        },
      ],
      [
        {
          ...{ type: 'message', role: 'user' },
          content: [
            { type: 'input_text', text: 'Title\nOld.' },
            { type: 'input_text', text: 'words' },
            {
              ...{ type: 'input_file', filename: 'a.pdf' },
              file_data: 'data:application/pdf;base64,AAAA',
            },
          ],
        },
      ],
      ['document-citations'],
    );
  });

  test('keeps search results in a tool result, with their address', () => {
    const found = {
      ...{ type: 'search_result', source: 'https://a.example', title: 'A' },
      content: [{ type: 'text', text: 'words' }],
    };
    checkHistory(
      [
        { role: 'assistant', content: [use('1')] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: '1', content: [found as never] }],
        },
      ],
      [call('1'), result('1', 'A: https://a.example\nwords')],
    );
  });

  test('leaves foreign thinking and unknown blocks out, and says so', () => {
    checkHistory(
      [
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'EqQBCkYIBRgC' },
            { type: 'redacted_thinking', data: 'EmwKAhgB' },
            { type: 'server_tool_use', id: 'x' } as never,
            { type: 'text', text: 'ok' },
          ],
        },
      ],
      [assistant('ok')],
      ['thinking-foreign', 'thinking-foreign', 'block-server_tool_use', 'prefill'],
    );
  });

  test('does not replay our own placeholder for an empty answer', () => {
    checkHistory(
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: [{ type: 'text', text: emptyAnswerText }] },
        { role: 'user', content: 'b' },
      ],
      [user('a'), user('b')],
    );
  });

  test('shortens ids and names that the backend refuses, by a hash of the name alone', () => {
    const long = 'x'.repeat(80);
    const { body } = translate({
      tools: [{ name: 'mcp.files/read' }, { name: long }],
      messages: [
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: long, name: 'mcp.files/read', input: {} }],
        },
        { role: 'user', content: [answer(long, 'ok')] },
      ],
    }).value;
    const [item, output] = body.input as { call_id: string; name: string }[];
    const names = body.tools?.map((tool) => String(tool.name)) ?? [];
    expect(item?.call_id).toMatch(/^call_[0-9a-f]{40}$/);
    expect(output?.call_id).toBe(item?.call_id);
    expect(item?.name).toMatch(/^mcp_files_read_[0-9a-f]{8}$/);
    expect(names[0]).toBe(item?.name);
    expect(names[1]).toHaveLength(64);
    expect(names.every((name) => /^[a-zA-Z0-9_-]{1,64}$/.test(name))).toBe(true);
  });
});
