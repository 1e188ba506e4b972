// The laws of session-memory.ts, run against everything that keeps sessions.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../lib/property-runs.test-support.ts';
import type { SessionState, StateEntry, StateKeys, StateWrites } from './translator-state.ts';

/** A store or a memory, asynchronous or not. */
export interface SessionKeeper {
  load(keys: StateKeys): SessionState | Promise<SessionState>;
  commit(writes: StateWrites): void | Promise<void>;
}

export function entry(name: string, encryptedContent = 'gAAAA'): StateEntry {
  return {
    anchor: `call:${name}`,
    reasoning: [{ id: null, encryptedContent, summary: [] }],
    originalArguments: null,
  };
}

const names = ['a', 'b', 'c', 'd'] as const;
const entries = fc.array(
  fc.tuple(fc.constantFrom(...names), fc.constantFrom('gAAAA1', 'gAAAA2', 'gAAAA3')),
  { maxLength: 4 },
);
const commits = fc.array(
  fc.record({
    session: fc.constantFrom('one', 'two'),
    pins: fc.option(fc.record({ effort: fc.constantFrom('low', 'medium', 'high') })),
    entries: entries.map((list) => list.map(([name, content]) => entry(name, content))),
  }),
  { maxLength: 8 },
);
const asked = fc.shuffledSubarray(names.map((name) => `call:${name}`));

/**
 * @param create a new, empty keeper
 * @param runs how many histories of commits are tried in `npm test`
 */
export function describeSessionLaws(create: () => Promise<SessionKeeper>, runs = 100): void {
  describe('keeps the laws of a session', () => {
    test('the first entry of an anchor, the last pins, nothing that was not asked for', async () => {
      await fc.assert(
        fc.asyncProperty(commits, asked, async (history, anchors) => {
          const keeper = await create();
          for (const writes of history) await keeper.commit(writes);
          for (const session of ['one', 'two', 'three']) {
            const own = history.filter((writes) => writes.session === session);
            const all = own.flatMap((writes) => writes.entries);
            expect(await keeper.load({ session, anchors })).toEqual({
              pins: own.findLast(({ pins }) => pins !== null)?.pins ?? {},
              entries: anchors.flatMap((anchor) => all.find((one) => one.anchor === anchor) ?? []),
            });
          }
        }),
        { numRuns: propertyRuns(runs) },
      );
    });

    test('gives back every field of an entry, whatever characters it holds', async () => {
      const keeper = await create();
      const full: StateEntry = {
        anchor: 'text:ü\n"0"',
        reasoning: [{ id: 'rs_1', encryptedContent: 'gAAAA', summary: ['why 👩‍💻', ''] }],
        originalArguments: '{"a": "\\u0000"}',
        phase: 'commentary',
      };
      await keeper.commit({ session: 's', pins: null, entries: [full] });
      expect((await keeper.load({ session: 's', anchors: [full.anchor] })).entries).toEqual([full]);
    });

    test('keeps pins until they are replaced', async () => {
      const keeper = await create();
      await keeper.commit({ session: 's', pins: { effort: 'high' }, entries: [] });
      await keeper.commit({ session: 's', pins: null, entries: [entry('a')] });
      expect((await keeper.load({ session: 's', anchors: [] })).pins).toEqual({ effort: 'high' });
    });

    test('keeps the first entry of an anchor', async () => {
      const keeper = await create();
      await keeper.commit({ session: 's', pins: null, entries: [entry('a', 'first')] });
      await keeper.commit({ session: 's', pins: null, entries: [entry('a', 'second')] });
      const { entries: found } = await keeper.load({ session: 's', anchors: ['call:a'] });
      expect(found[0]?.reasoning[0]?.encryptedContent).toBe('first');
    });
  });
}
