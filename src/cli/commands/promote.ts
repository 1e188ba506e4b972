// `turntape promote`: a recorded session becomes a fixture or a scenario that can be shared.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { pinFixture } from '../../check/check-fixture.ts';
import type { Exchange } from '../../domain/exchange.ts';
import { presets } from '../../domain/translator-options.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { renderFixture } from '../../recording/formats/fixture-files.ts';
import { type PromotedCall, promoteFixture } from '../../recording/promote-fixture.ts';
import { pseudonymiseExchanges } from '../../recording/pseudonymise-exchanges.ts';
import { selectCompleteExchanges } from '../../recording/select-calls.ts';
import { linkedExchanges, readExchange, readSessionExchanges } from '../../store/exchanges.ts';
import { openDatabase } from '../../store/open-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { readSession, type SessionSummary } from '../../store/sessions.ts';
import type { Command } from '../command.ts';
import { writeFixtureFiles } from '../fixture-folders.ts';

// A type, not an interface: only types are assignable to the registry's Record.
type PromoteFlags = {
  readonly session: string;
  readonly as: string;
  readonly name: string;
  readonly out: string | undefined;
  readonly turns: number | undefined;
  readonly 'skip-failed': boolean;
  readonly 'allow-secrets': boolean;
};

interface Recorded {
  readonly session: SessionSummary;
  readonly calls: readonly PromotedCall[];
}

function refuse(message: string, hint: string): HarnessError {
  return new HarnessError('bad-input', message, hint);
}

function assertPromotable({ id, side, kind, gaps }: SessionSummary, skipFailed: boolean): void {
  if (side === 'upstream') {
    throw refuse(`session ${id} is the upstream side of a gateway`, 'Promote its client side');
  }
  if (kind !== 'turn') {
    throw refuse(
      `session ${id} holds ${kind} requests, not an agent's turns`,
      'Promote the main session: turntape sessions lists them',
    );
  }
  if (gaps > 0 && !skipFailed) {
    throw refuse(
      `session ${id} has ${gaps} gaps: exchanges that could not be stored`,
      'Record it again, or give --skip-failed to promote what there is',
    );
  }
}

/** The exchange that holds the Responses stream behind a client's exchange. */
function upstreamOf(database: Database, client: Exchange, skipFailed: boolean): Exchange {
  if (client.session.client === 'codex') return client;
  const linked = linkedExchanges(database, client.id).flatMap(
    (id) => readExchange(database, id) ?? [],
  );
  // A recovered call was refused once: the last whole answer is the one that the client got.
  const upstream = selectCompleteExchanges(linked, skipFailed || linked.length > 1).at(-1);
  if (upstream !== undefined) return upstream;
  throw refuse(
    `exchange ${client.id} has no upstream side: it was not recorded by the gateway`,
    'A fixture needs the upstream stream: record with turntape gateway -- claude ...',
  );
}

function readRecorded(database: Database, flags: PromoteFlags): Recorded {
  const { type, id } = resolveId(database, flags.session);
  const session = type === 'session' ? readSession(database, id) : undefined;
  if (session === undefined) {
    throw refuse(`${id} is an exchange`, 'Give a session: turntape sessions lists them');
  }
  const skipFailed = flags['skip-failed'];
  assertPromotable(session, skipFailed);
  const whole = selectCompleteExchanges([...readSessionExchanges(database, id)], skipFailed);
  const exchanges = whole.slice(0, flags.turns ?? whole.length);
  const calls = exchanges.map((client) => ({
    client,
    upstream: upstreamOf(database, client, skipFailed),
  }));
  return { session, calls };
}

/** Files that a fixture does not have are removed: never from a folder that is none. */
function assertMayReplace(path: string): void {
  if (!existsSync(path) || existsSync(join(path, 'meta.json'))) return;
  throw new HarnessError(
    'usage',
    `${path} exists and is not a fixture`,
    'Choose another --name or --out',
  );
}

/** Both sides go through one mapping, so that an id or word is the same on both. */
async function withStandIns(
  calls: readonly PromotedCall[],
  allowSecrets: boolean,
): Promise<PromotedCall[]> {
  const distinct = [...new Set(calls.flatMap(({ client, upstream }) => [client, upstream]))];
  const tokenizer = await loadO200kTokenizer();
  const replaced = pseudonymiseExchanges(distinct, { tokenizer, allowSecrets });
  const byId = new Map(replaced.map((exchange) => [exchange.id, exchange]));
  return calls.map(({ client, upstream }) => ({
    client: byId.get(client.id) ?? client,
    upstream: byId.get(upstream.id) ?? upstream,
  }));
}

function originOf({ client, kind }: SessionSummary): string {
  const name = client === 'claude' ? 'Claude Code through the gateway' : 'Codex CLI';
  return `recorded from ${client === 'other' ? 'a client' : name} (${kind}), pseudonymised by turntape promote`;
}

export const promoteCommand: Command<PromoteFlags> = {
  usage: 'promote <session>',
  description: 'turn a recorded session into a fixture or a scenario, pseudonymised',
  builder: (yargs) =>
    yargs
      .positional('session', { type: 'string', demandOption: true, description: 'session id' })
      .option('as', {
        type: 'string',
        choices: ['fixture', 'scenario'],
        default: 'fixture',
        description: 'what it becomes',
      })
      .option('name', {
        type: 'string',
        demandOption: true,
        description: 'name of the folder or file: letters, digits, hyphens',
      })
      .option('out', {
        type: 'string',
        description: 'folder to write into (default: recordings or scenarios)',
      })
      .option('turns', { type: 'number', description: 'only the first so many model calls' })
      .option('skip-failed', {
        type: 'boolean',
        default: false,
        description: 'leave out exchanges that failed and were sent again',
      })
      .option('allow-secrets', {
        type: 'boolean',
        default: false,
        description: 'go on although the session holds what looks like a secret',
      }),
  async run(flags, { terminal, flags: { db, json } }) {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(flags.name)) {
      throw new HarnessError(
        'usage',
        `\`${flags.name}\` is no name for a ${flags.as}`,
        'Use lower-case letters, digits and hyphens',
      );
    }
    const database = openDatabase(db, { mode: 'read' });
    try {
      const { session, calls } = readRecorded(database, flags);
      const replaced = await withStandIns(calls, flags['allow-secrets']);
      const fixture = pinFixture(
        promoteFixture(replaced, {
          name: flags.name,
          kind: session.client === 'codex' ? 'responses' : 'anthropic',
          arms: { off: presets.off, on: presets.on },
          origin: originOf(session),
        }),
      );
      const path = join(flags.out ?? 'recordings', flags.name);
      assertMayReplace(path);
      writeFixtureFiles(path, renderFixture(fixture));
      if (json) terminal.json({ fixture: flags.name, path, turns: fixture.turns.length });
      else terminal.result(`${path}: ${fixture.turns.length} turns`);
      return 0;
    } finally {
      database.close();
    }
  },
};
