import { describe, expect, test } from 'vitest';
import { describeSessionLaws, entry } from './session-laws.test-support.ts';
import { createSessionMemory } from './session-memory.ts';

describe('the session memory', () => {
  describeSessionLaws(async () => createSessionMemory());

  test('continues from what an earlier one knew', () => {
    const before = createSessionMemory();
    before.commit({ session: 's', pins: { effort: 'high' }, entries: [entry('a', 'first')] });
    const after = createSessionMemory(JSON.parse(JSON.stringify(before.sessions())));
    after.commit({ session: 's', pins: null, entries: [entry('a', 'second'), entry('b')] });
    expect(after.sessions()).toEqual({
      s: { pins: { effort: 'high' }, entries: [entry('a', 'first'), entry('b')] },
    });
  });

  test('is empty for a session of which nothing was kept', () => {
    const memory = createSessionMemory();
    memory.commit({ session: 's', pins: null, entries: [] });
    expect(memory.sessions()).toEqual({});
  });
});
