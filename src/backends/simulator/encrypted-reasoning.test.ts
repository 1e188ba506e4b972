import { describe, expect, test } from 'vitest';
import { estimateReasoning } from '../../cache-model/render-prompt.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import {
  answerStep,
  createScriptedAgent,
  createTestSimulator,
  include,
  send,
  user,
} from './simulator.test-support.ts';

describe('encrypted content', () => {
  const first = async (more: object = {}): Promise<string> => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(100)]), {}, more);
    const { items } = await send(backend, { input: [user], include });
    return (items[0] as { encrypted_content: string }).encrypted_content;
  };
  const replay = async (
    content: string,
    more: object = {},
    parameters: Partial<SimulatorParameters> = {},
  ): Promise<{ status: number; text: string }> => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(0)]), parameters, more);
    const reasoning = { type: 'reasoning', summary: [], encrypted_content: content };
    const answer = { type: 'message', role: 'assistant', content: 'x' };
    return send(backend, { input: [user, reasoning, answer, user] });
  };

  test('has the shape of the real thing', async () => {
    const content = await first();
    expect(content).toMatch(/^gAAAA[\w-]+$/);
    const bytes = Buffer.from(content, 'base64url');
    expect([bytes[0], (bytes.length - 9 - 16 - 32) % 16]).toEqual([0x80, 0]);
  });

  test('is as long as measured: what it is estimated at is what it counts', async () => {
    const { tokens } = estimateReasoning(await first());
    // Whole blocks of 16 bytes are 3.4 tokens.
    expect(Math.abs(tokens - 100)).toBeLessThanOrEqual(4);
  });

  test('of the same account is accepted, by another instance too', async () => {
    expect((await replay(await first())).status).toBe(200);
  });

  test.each<[string, (content: string) => string, object, Partial<SimulatorParameters>]>([
    ['another account', (content) => content, { account: 'other' }, {}],
    ['another key generation', (content) => content, {}, { encryption_epoch: 1 }],
    ['one changed character', (content) => swapCharacter(content, 60), {}, {}],
    ['a changed time in the header', (content) => swapCharacter(content, 10), {}, {}],
    ['a changed end', (content) => swapCharacter(content, content.length - 1), {}, {}],
    ['a cut end', (content) => content.slice(0, -4), {}, {}],
    ['plain text', () => 'I thought about it', {}, {}],
  ])('%s is refused', async (_title, change, more, parameters) => {
    const { status, text } = await replay(change(await first()), more, parameters);
    expect([status, JSON.parse(text).error.code]).toEqual([400, 'invalid_encrypted_content']);
  });

  test('comes only when it was asked for', async () => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(100)]));
    const { items } = await send(backend, { input: [user] });
    expect(items[0]).not.toHaveProperty('encrypted_content');
  });

  function swapCharacter(text: string, at: number): string {
    return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
  }
});
