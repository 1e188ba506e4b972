// `turntape translate`: the translator as a filter, for people who debug a gateway. Stdout is what the
// other side gets, byte for byte; losses and added headers are lines on stderr.
import { readFileSync } from 'node:fs';
import type { Loss } from '../../domain/loss.ts';
import { parseTranslatorOptions } from '../../domain/parse-translator-options.ts';
import { createSessionMemory } from '../../domain/session-memory.ts';
import type { TranslationInput } from '../../domain/translation.ts';
import {
  defaultTranslatorOptions,
  type TranslatorOptions,
} from '../../domain/translator-options.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { parseJson } from '../../lib/json.ts';
import type { Terminal } from '../../terminal/console.ts';
import { translateErrorResponse } from '../../translate/errors.ts';
import { stateKeys, translateRequest } from '../../translate/request/translate-request.ts';
import { createResponseTranslator } from '../../translate/stream/response-translator.ts';
import { parseAnthropicRequest } from '../../wire/anthropic/parse-request.ts';
import type { Command } from '../command.ts';
import {
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
  readonly model: string | undefined;
  readonly account: string;
};

export const translateCommand: Command<TranslateFlags> = {
  usage: 'translate',
  description: 'translate an Anthropic request, or with --response a Responses stream, as a filter',
  builder: (yargs) =>
    yargs
      .option('response', {
        type: 'boolean',
        default: false,
        description: 'stdin is the Responses stream that answers the request',
      })
      .option('state', {
        type: 'string',
        description: 'file that carries reasoning and pins from call to call (holds reasoning)',
      })
      .option('request', {
        type: 'string',
        description:
          'with --response: file of the request that is answered (default: from --state)',
      })
      .option('status', {
        type: 'number',
        default: 200,
        description: 'with --response: HTTP status; stdin is an error body when it is not 200',
      })
      .option('set', {
        type: 'string',
        array: true,
        default: [],
        description: 'translator option, key=value (docs/translation.md)',
      })
      .option('header', {
        type: 'string',
        array: true,
        default: [],
        description: 'request header, "name: value" (session and agent ids are read from them)',
      })
      .option('model', {
        type: 'string',
        description: "model asked for upstream (default: the client's)",
      })
      .option('account', {
        type: 'string',
        default: 'default',
        description: 'whose reasoning this is: it never crosses accounts',
      }),
  async run(flags, { terminal, flags: { json } }) {
    const options = { ...defaultTranslatorOptions, ...parseTranslatorOptions(flags.set) };
    const state: TranslateState = flags.state
      ? readTranslateState(flags.state)
      : { memory: createSessionMemory(), last: null };
    if (flags.response) await translateAnswer(flags, options, state, terminal, json);
    else await translateQuestion(flags, options, state, terminal, json);
    if (flags.state !== undefined) writeTranslateState(flags.state, state);
    return 0;
  },
};

async function translateQuestion(
  flags: TranslateFlags,
  options: TranslatorOptions,
  state: TranslateState,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const body = parseJson((await readAll()).toString('utf8'));
  if (body === undefined) throw badInput('stdin', 'it is not JSON');
  state.last = { body, headers: readHeaders(flags.header), upstreamModel: flags.model ?? null };
  const input = inputOf(state.last, 'stdin', flags, options);
  const { value, losses, writes } = translateRequest(input, state.memory.load(stateKeys(input)));
  terminal.bytes(Buffer.from(`${JSON.stringify(value.body)}\n`));
  for (const [name, text] of value.headers) note(terminal, json, { header: name, value: text });
  for (const loss of losses) note(terminal, json, { loss });
  // A gateway commits them with the answer; a filter may never see one.
  state.memory.commit(writes);
}

async function translateAnswer(
  flags: TranslateFlags,
  options: TranslatorOptions,
  state: TranslateState,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  if (flags.status !== 200) {
    const { status, headers, body } = translateErrorResponse(
      flags.status,
      readHeaders(flags.header),
      (await readAll()).toString('utf8'),
    );
    terminal.bytes(Buffer.from(`${JSON.stringify(body)}\n`));
    note(terminal, json, { header: 'status', value: String(status) });
    for (const [name, text] of headers) note(terminal, json, { header: name, value: text });
    return;
  }
  const last = lastRequest(flags, state);
  const input = inputOf(last, flags.request ?? 'the request in the state', flags, options);
  const session = state.memory.load(stateKeys(input));
  const translator = createResponseTranslator(input, translateRequest(input, session));
  const streams = input.request.stream === true;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    const text = translator.feed(piece);
    if (streams) terminal.bytes(Buffer.from(text));
  }
  const { text, result } = translator.end();
  const whole = `${JSON.stringify(result.message ?? result.error)}\n`;
  terminal.bytes(Buffer.from(streams ? text : whole));
  for (const loss of result.losses) note(terminal, json, { loss });
  if (result.message !== null) state.memory.commit(result.writes);
}

function lastRequest(
  { request, header, model }: TranslateFlags,
  state: TranslateState,
): LastRequest {
  if (request !== undefined) {
    const body = parseJson(readFileSync(request, 'utf8'));
    if (body === undefined) throw badInput(request, 'it is not JSON');
    return { body, headers: readHeaders(header), upstreamModel: model ?? null };
  }
  if (state.last !== null) return state.last;
  throw new HarnessError(
    'usage',
    'a response cannot be translated without its request',
    'Give --request FILE, or a --state FILE in which turntape translate has left it',
  );
}

function inputOf(
  { body, headers, upstreamModel }: LastRequest,
  source: string,
  { account }: TranslateFlags,
  options: TranslatorOptions,
): TranslationInput {
  const parsed = parseAnthropicRequest(body);
  if ('problem' in parsed) {
    throw badInput(source, `${parsed.problem} (at ${parsed.pointer || 'the top'})`);
  }
  const model = upstreamModel ?? parsed.request.model;
  return { request: parsed.request, headers, options, account, upstreamModel: model };
}

function readHeaders(lines: readonly string[]): HeaderList {
  return lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) {
      throw new HarnessError(
        'usage',
        `\`${line}\` is no header`,
        'Write --header "name: value", for example "x-claude-code-session-id: 1"',
      );
    }
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
}

type Note = { readonly loss: Loss } | { readonly header: string; readonly value: string };

/** One line on stderr; silent under --quiet. */
function note(terminal: Terminal, json: boolean, what: Note): void {
  if (json) terminal.note(JSON.stringify(what));
  else if ('header' in what) terminal.note(`header ${what.header}: ${what.value}`);
  else
    terminal.note(
      `${what.loss.kind} ${what.loss.feature} at ${what.loss.pointer}: ${what.loss.detail}`,
    );
}

async function readAll(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

function badInput(source: string, problem: string): HarnessError {
  return new HarnessError(
    'bad-input',
    `${source} is no Anthropic request: ${problem}`,
    'Give the JSON body of a POST /v1/messages',
  );
}
