// Sessions that the user named, as a document of keyed hashes.
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { explainSession } from '../../explain/explain-session.ts';
import { hashSession } from '../../explain/hashed/hash-session.ts';
import type { HashedDocument, HashedSession } from '../../explain/hashed/hashed-document.ts';
import { userFolder } from '../../files/user-folder.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { readScopeCalls, sessionRuleSet } from '../../recordings/session-calls.ts';
import type { Terminal } from '../../terminal/console.ts';
import { readSimulatorParameters } from '../backends/read-simulator-files.ts';
import { explainedSide } from '../calls/explained-side.ts';
import { readNamed } from '../exchange-files/read-named.ts';
import { type HashKey, readHashKey } from './hash-key.ts';
import type { HashKeyFlag } from './hash-key-flag.ts';

/** @throws HarnessError where a named file holds no key */
export function openHashKey(flags: HashKeyFlag, terminal: Terminal): HashKey {
  const key = readHashKey(flags['hash-key'], userFolder(terminal.env));
  if (key.isNew) terminal.note(`made a key for hashes: ${key.path}; keep it to compare later`);
  return key;
}

/**
 * @param named sessions, or files of whole requests
 * @throws HarnessError where one cannot be read, or holds no model call
 */
export async function hashNamed(
  named: readonly string[],
  db: string,
  key: HashKey,
  terminal: Terminal,
): Promise<HashedDocument> {
  const sessions: HashedSession[] = [];
  for (const text of named) sessions.push(await hashOne(text, db, key, terminal));
  return { schema: 1, type: 'turntape-hashes', key: key.name, sessions };
}

async function hashOne(
  text: string,
  db: string,
  { mac }: HashKey,
  terminal: Terminal,
): Promise<HashedSession> {
  const tokenizer = await loadO200kTokenizer();
  return await readNamed(db, text, terminal, (database, name) => {
    const session = explainedSide(database, name, {}, terminal);
    const { id, client } = session;
    const explained = explainSession(readScopeCalls(database, id), {
      tokenizer,
      parameters: readSimulatorParameters(undefined, []),
      rules: sessionRuleSet(database, session),
    });
    const calls = readScopeCalls(database, id);
    const hashed = hashSession(
      { id, client, calls, explained },
      { mac, countTokens: tokenizer.count },
    );
    if (hashed !== null) return hashed;
    throw new HarnessError(
      'bad-input',
      `session ${id} holds no model call that can be read`,
      'turntape show lists its exchanges',
    );
  });
}
