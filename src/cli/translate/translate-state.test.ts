// The state file keeps the laws of every session memory, over processes: each step reads and writes
// it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { describeSessionLaws } from '../../domain/session-laws.test-support.ts';
import { readTranslateState, writeTranslateState } from './translate-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-translate-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
describe('the state file of translate', () => {
  describeSessionLaws(async () => {
    const path = join(folder, `${files++}.json`);
    return {
      load: (keys) => readTranslateState(path).memory.load(keys),
      commit(writes) {
        const state = readTranslateState(path);
        state.memory.commit(writes);
        writeTranslateState(path, state);
      },
    };
  }, 25);
});
