// `turntape translate`: the translator as a filter, for people who debug a gateway. Stdout is what
// the other side gets, byte for byte; losses and added headers are lines on stderr.
import { parseTranslatorOptions } from '../../domain/parse-options.ts';
import { defaultTranslatorOptions } from '../../domain/translator-options.ts';
import { readNamedFile } from '../../files/read-named-file.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { translateFailure } from '../../translate/errors.ts';
import { readFailure, withResetTime } from '../../translate/read-failure.ts';
import type { Failed } from '../../translate/turn/states.ts';
import { setFlag } from '../backends/translator-flag.ts';
import type { Command } from '../command.ts';
import {
  type FilterSettings,
  notARequest,
  openAnswer,
  openRequest,
} from '../translate/filter-turn.ts';
import { createPrinter, type Printer, printError } from '../translate/printer.ts';
import {
  createTranslateState,
  type LastRequest,
  readTranslateState,
  type TranslateState,
  writeTranslateState,
} from '../translate/translate-state.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type TranslateFlags = {
  readonly response: boolean;
  readonly state: string | undefined;
  readonly request: string | undefined;
  readonly status: number;
  readonly set: string[];
  readonly header: string[];
  readonly 'response-header': string[];
  readonly model: string | undefined;
  readonly account: string;
};

export const translateCommand: Command<TranslateFlags> = {
  usage: 'translate',
  description: 'translate an Anthropic request, or with --response a Responses stream, as a filter',
  examples: [
    ['turntape translate < request.json', 'an Anthropic request as a Responses request'],
    ['turntape translate --response < response.sse', 'a Responses stream as Anthropic events'],
  ],
  builder: (yargs) =>
    yargs
      .option('response', {
        fromProject: true,
        group: 'With --response:',
        type: 'boolean',
        default: false,
        description: 'stdin is the Responses stream that answers the request',
      })
      .option('state', {
        fromProject: false,
        type: 'string',
        description: 'file that carries reasoning and pins from call to call (contains reasoning)',
      })
      .option('request', {
        fromProject: true,
        group: 'With --response:',
        type: 'string',
        description:
          'with --response: file of the request that is answered (default: from --state)',
      })
      .option('status', {
        fromProject: true,
        group: 'With --response:',
        hidden: true,
        type: 'number',
        range: { minimum: 100, maximum: 599, isWhole: true },
        default: 200,
        description: 'with --response: HTTP status; stdin is an error body when it is not 200',
      })
      .option('set', setFlag)
      .option('header', {
        fromProject: true,
        type: 'string',
        array: true,
        default: [],
        description: 'request header, "name: value" (session and agent ids are read from them)',
      })
      .option('response-header', {
        fromProject: true,
        group: 'With --response:',
        hidden: true,
        type: 'string',
        array: true,
        default: [],
        description: 'with --response: header of the response, "name: value"',
      })
      .option('model', {
        fromProject: true,
        completedBy: 'model',
        type: 'string',
        description: "model asked for upstream (default: the client's)",
      })
      .option('account', {
        fromProject: false,
        hidden: true,
        type: 'string',
        default: 'default',
        description: 'account that owns the reasoning; reasoning never crosses accounts',
      }),
  async run(flags, { terminal, flags: { json } }) {
    const options = { ...defaultTranslatorOptions, ...parseTranslatorOptions(flags.set) };
    const settings = { options, account: flags.account };
    const state = flags.state ? readTranslateState(flags.state) : createTranslateState();
    const print = createPrinter(terminal, json);
    if (flags.response) await translateAnswer(flags, settings, state, print);
    else await translateQuestion(flags, settings, state, print);
    if (flags.state !== undefined) writeTranslateState(flags.state, state);
    return 0;
  },
};

async function translateQuestion(
  flags: TranslateFlags,
  settings: FilterSettings,
  state: TranslateState,
  print: Printer,
): Promise<void> {
  const body = parseJson((await readAll()).toString('utf8'));
  if (body === undefined) throw notARequest('stdin', 'it is not JSON');
  const request = { body, headers: readHeaders(flags.header), upstreamModel: flags.model ?? null };
  const step = openRequest(state, request, 'stdin', settings);
  if (step.type === 'failed') throw untranslatable(step, print);
  const { value, losses } = step.attempt.translation;
  print.out(`${JSON.stringify(value.body)}\n`);
  for (const [name, text] of value.headers) print.note({ header: name, value: text });
  for (const loss of losses) print.note({ loss });
}

async function translateAnswer(
  flags: TranslateFlags,
  settings: FilterSettings,
  state: TranslateState,
  print: Printer,
): Promise<void> {
  const head = {
    status: flags.status,
    headers: readHeaders(flags['response-header']),
    receivedAtMs: Date.now(),
  };
  const isError = head.status < 200 || head.status >= 300;
  const last = findLastRequest(flags, state);
  if (last === null) {
    // An error says the same whatever was asked.
    if (!isError) throw withoutRequest();
    const body = (await readAll()).toString('utf8');
    const failure = readFailure(head.status, head.headers, body);
    printError(translateFailure(withResetTime(failure, head.headers, head.receivedAtMs)), print);
    return;
  }
  const source = flags.request ?? 'the request in the state';
  const opened = openAnswer(state, last, source, settings, head);
  if (opened.type === 'failed') throw untranslatable(opened, print);
  const streams = isJsonObject(last.body) && last.body['stream'] === true;
  let begun = false;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    const text = opened.answer.feed(piece);
    if (streams && text !== '') {
      begun = true;
      print.out(text);
    }
    // The end does not wait for whoever writes to stdin: a held connection may never end.
    if (opened.answer.progress() !== 'open') break;
  }
  const end = opened.answer.end();
  for (const loss of end.losses) print.note({ loss });
  switch (end.type) {
    case 'commit':
      print.out(streams ? end.text : `${JSON.stringify(end.message)}\n`);
      break;
    case 'failed':
      if (begun) print.out(end.text);
      else printError(end.error, print);
      break;
    case 'retry':
      printError(end.refusal.error, print);
      print.note({ retry: 'with --state, the same request translated again is without reasoning' });
      break;
  }
}

/** Nothing goes upstream, so nothing is printed but what is lost. */
function untranslatable({ error, losses }: Failed, print: Printer): HarnessError {
  for (const loss of losses) print.note({ loss });
  return new HarnessError(
    'bad-input',
    `the request cannot be translated: ${error.body.error.message}`,
    'The gateway answers it with status 400 and sends nothing upstream',
  );
}

function findLastRequest(
  { request, header, model }: TranslateFlags,
  state: TranslateState,
): LastRequest | null {
  if (request === undefined) return state.last;
  const body = parseJson(readNamedFile(request));
  if (body === undefined) throw notARequest(request, 'it is not JSON');
  return { body, headers: readHeaders(header), upstreamModel: model ?? null };
}

function withoutRequest(): HarnessError {
  return new HarnessError(
    'usage',
    'a response cannot be translated without its request',
    'Give --request FILE, or a --state FILE in which turntape translate has left it',
  );
}

function readHeaders(lines: readonly string[]): HeaderList {
  return lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) {
      throw new HarnessError(
        'usage',
        `\`${line}\` is not a header`,
        'Write --header "name: value", for example "x-claude-code-session-id: 1"',
      );
    }
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
}

async function readAll(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}
