import { expect, test } from 'vitest';
import { createAccountMemory, type Remembering } from './account-memory.ts';
import {
  answerStep,
  createTestSimulator,
  developer,
  send,
  user,
} from './simulator.test-support.ts';

const mib = 1024 * 1024;

/** Accounts of one memory of 10 MiB, by what a use makes them hold, in MiB. */
function accounts(names: string) {
  const memory = createAccountMemory({ memory_total_mib: 10 });
  const held = new Map<string, number>();
  const all = new Map<string, Remembering>(
    [...names].map((name) => [
      name,
      { heldBytes: () => (held.get(name) ?? 0) * mib, forget: () => held.delete(name) },
    ]),
  );
  return {
    use(name: string, size: number): string {
      held.set(name, size);
      const account = all.get(name);
      if (account) memory.used(account);
      return [...held.keys()].sort().join('');
    },
  };
}

test('beyond the limit, the accounts that were silent longest forget', () => {
  const { use } = accounts('abc');
  expect(use('a', 4)).toBe('a');
  expect(use('b', 4)).toBe('ab');
  expect(use('a', 5)).toBe('ab');
  expect(use('c', 4)).toBe('ac');
  expect(use('c', 6)).toBe('c');
  expect(use('b', 4)).toBe('bc');
});

test('an account never forgets by its own request', () => {
  const { use } = accounts('ab');
  expect(use('a', 11)).toBe('a');
  expect(use('a', 12)).toBe('a');
  expect(use('b', 1)).toBe('b');
});

test('many accounts stay under the limit: they are cold, and know their key', async () => {
  const memory = createAccountMemory({ memory_total_mib: 1 });
  const held = new Map<Remembering, number>();
  const counting = {
    used(account: Remembering) {
      memory.used(account);
      held.set(account, 0);
      for (const one of held.keys()) held.set(one, one.heldBytes());
      const total = [...held.values()].reduce((sum, bytes) => sum + bytes, 0);
      expect(total).toBeLessThanOrEqual(mib);
    },
  };
  const open = (account: string) =>
    createTestSimulator({ nextStep: () => answerStep(300) }, {}, { account, memory: counting });
  const include = ['reasoning.encrypted_content'];
  const ask = { model: 'gpt-5.5', include, input: [developer, user] };
  const first = open('first');
  const { items } = await send(first, ask);
  expect(items.map(({ type }) => type)).toEqual(['reasoning', 'message']);
  const cached = async (input: object[]) =>
    (await send(first, { ...ask, input })).response?.usage?.input_tokens_details?.cached_tokens;
  expect(await cached(ask.input)).toBeGreaterThan(0);
  for (let index = 0; index < 60; index++) await send(open(`account ${index}`), ask);
  expect(await cached([...ask.input, ...items, user])).toBe(0);
});
