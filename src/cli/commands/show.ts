// `turntape show`: one session or one exchange, down to its exact bytes.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../../domain/exchange.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { exchangeView } from '../../recordings/exchange-view.ts';
import { createThreads } from '../../recordings/threads.ts';
import { exchangeTimeline, sessionTimeline } from '../../recordings/timeline.ts';
import { wholeExchanges } from '../../recordings/whole-exchange.ts';
import { linkedExchanges, readExchange, readSessionExchanges } from '../../store/exchanges.ts';
import { resolveId } from '../../store/resolve-id.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { Command } from '../command.ts';
import { readNamed } from '../exchange-files/read-named.ts';
import { explainLog, printExplainedLogs } from '../logs/explain-log.ts';
import { otherSide } from '../show/other-side.ts';
import { renderExchange } from '../show/show-exchange.ts';
import { renderSession, sessionView } from '../show/show-session.ts';
import { renderExchangeTimeline, renderSessionTimeline } from '../show/show-timeline.ts';

const parts = ['request-body', 'response-body', 'whole-request'] as const;

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ShowFlags = {
  readonly id: string;
  readonly part: (typeof parts)[number] | undefined;
  readonly timeline: boolean | undefined;
  readonly translated: boolean;
};

export const showCommand: Command<ShowFlags> = {
  usage: 'show <id>',
  description: 'show a session or an exchange; the beginning of an id is enough',
  examples: [
    ['turntape show s_0123', 'the exchanges of a session'],
    ['turntape show s_0123#3 --part request-body', "the third call's request, byte for byte"],
  ],
  builder: (yargs) =>
    yargs
      .positional('id', {
        completedBy: 'session',
        type: 'string',
        demandOption: true,
        description: 's_..., x_..., or a file of requests or calls',
      })
      .option('part', {
        fromProject: true,
        choices: parts,
        description:
          'write the exact bytes of a body to stdout, or a request with the history it continues',
      })
      .option('timeline', {
        fromProject: true,
        type: 'boolean',
        description: 'when chunks and events of an exchange arrived, or exchanges of a session',
      })
      .option('translated', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'the other side of a gateway: what a client’s request became, or came from',
      })
      .conflicts('part', 'timeline'),
  async run({ id: given, part, timeline, translated }, { terminal, flags: { db, json } }) {
    const logs = await explainLog(given, db, terminal);
    if (logs !== null) {
      printExplainedLogs(logs, json, terminal);
      return 0;
    }
    await readNamed(db, given, terminal, (database, named) => {
      const asked = resolveId(database, named);
      const { type, id } = translated ? otherSide(database, asked) : asked;
      if (timeline) {
        showTimeline(database, { type, id }, json, terminal);
      } else if (part !== undefined) {
        assertExchange(type, id);
        const exchange = wholeExchange(database, id);
        terminal.bytes(partOf(database, exchange, part));
      } else if (type === 'session') {
        const view = sessionView(database, id);
        if (json) terminal.json(view);
        else terminal.result(renderSession(view));
      } else {
        const exchange = wholeExchange(database, id);
        const continued = createThreads(database).continued(exchange);
        const view = exchangeView(exchange, linkedExchanges(database, id), continued);
        if (json) terminal.json(view);
        else terminal.result(renderExchange(view));
      }
    });
    return 0;
  },
};

/** @throws HarnessError `bad-input` for a whole request whose history is not known */
function partOf(database: Database, exchange: Exchange, part: (typeof parts)[number]): Uint8Array {
  switch (part) {
    case 'request-body':
      return exchange.body;
    case 'response-body':
      return exchange.responseBody;
    case 'whole-request': {
      const [whole] = wholeExchanges(database, [exchange]);
      return whole?.body ?? exchange.body;
    }
  }
}

function showTimeline(
  database: Database,
  { type, id }: ReturnType<typeof resolveId>,
  json: boolean,
  terminal: Terminal,
): void {
  if (type === 'exchange') {
    const timeline = exchangeTimeline(wholeExchange(database, id));
    if (json) terminal.json({ id, timeline });
    else terminal.result(`${id}\n${renderExchangeTimeline(timeline)}`);
    return;
  }
  const timeline = sessionTimeline(readSessionExchanges(database, id));
  if (json) terminal.json({ id, timeline });
  else terminal.result(`${id}\n${renderSessionTimeline(timeline)}`);
}

function wholeExchange(database: Database, id: string) {
  const exchange = readExchange(database, id);
  if (exchange === undefined) throw new TypeError(`Exchange ${id} vanished`);
  return exchange;
}

function assertExchange(type: 'session' | 'exchange', id: string): void {
  if (type === 'exchange') return;
  throw new HarnessError(
    'usage',
    `--part needs an exchange, ${id} is a session`,
    'turntape show SESSION lists its exchanges',
  );
}
