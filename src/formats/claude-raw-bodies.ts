// Claude Code's raw bodies (`OTEL_LOG_RAW_API_BODIES=file:DIR`): DIR/index.jsonl has one line per
// call, which names a file with the request and one with the response. Without headers, status and
// chunk times; the time of a line is that of the answer's end, and when the request began is not
// told.
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import type { ExchangeFormat, SourceFile } from './exchange-format.ts';
import type { ForeignExchange } from './foreign-exchange.ts';
import { bytesOf, dateIn } from './foreign-fields.ts';

/**
 * How the source of a subagent's request begins; the main agent's is `sdk`, `repl_main_thread`, ...
 */
const agentPrefix = 'agent:';

const isCall = (line: JsonObject): boolean =>
  typeof line['request_file'] === 'string' && typeof line['session_id'] === 'string';

export const claudeRawBodiesFormat: ExchangeFormat = {
  name: 'claude-raw-bodies',
  title: 'raw bodies of Claude Code (index.jsonl)',
  reader: {
    sniff: (file) => file.lines()?.some(isCall) === true,
    read: (file) => ({
      type: 'foreign',
      exchanges: (file.lines() ?? []).filter(isCall).map((line) => fromLine(line, file)),
    }),
  },
  writer: null,
};

/** @throws HarnessError `bad-input` when the request is not beside the index */
function fromLine(line: JsonObject, file: SourceFile): ForeignExchange {
  const requestFile = String(line['request_file']);
  const body = file.beside(requestFile);
  if (body === undefined) {
    throw new HarnessError(
      'bad-input',
      `${file.path} names ${requestFile}, which is not beside it`,
      'Keep the folder as the client wrote it, or take the line out',
    );
  }
  const { query_source: from, response_file: responseFile } = line;
  const answer = typeof responseFile === 'string' ? file.beside(responseFile) : undefined;
  const message = parseJson(answer ?? '');
  return {
    foreignId: requestFile,
    method: 'POST',
    url: '/v1/messages',
    headers: [],
    agentKind: typeof from === 'string' && from.startsWith(agentPrefix) ? from : undefined,
    body: bytesOf(body),
    startedAtMs: dateIn(line['timestamp']),
    response:
      isJsonObject(message) && message['type'] === 'message'
        ? { status: 200, headers: [], body: bytesOf(answer), headElapsedMs: null, elapsedMs: null }
        : null,
  };
}
