// turntape's own JSONL: one exchange a line, nothing left out, so that what is exported can be
// imported again as it was. `usage` is added for other programs, and left out again on import.
import type { Exchange } from '../domain/exchange.ts';
import { exchangeUsage } from '../exchange/usage.ts';
import { usageView } from '../exchange/usage-view.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { ExchangeFormat } from './exchange-format.ts';

const schema = 'turntape-exchange-1';

export const jsonlFormat: ExchangeFormat = {
  name: 'turntape',
  title: 'turntape JSONL',
  reader: {
    sniff: (file) => file.lines()?.[0]?.['schema'] === schema,
    read: (file) => ({ type: 'own', exchanges: (file.lines() ?? []).map(fromLine) }),
  },
  writer: {
    flag: 'jsonl',
    description: 'one complete exchange per line; turntape import reads it',
    before: () => '',
    render: toLine,
    between: '',
    after: '',
  },
};

function toLine(exchange: Exchange): string {
  const { body, responseBody, ...rest } = exchange;
  const usage = exchangeUsage(exchange);
  const line = {
    ...{ schema, ...rest, body: pack(body), responseBody: pack(responseBody) },
    usage: usage && usageView(usage),
  };
  return `${JSON.stringify(line)}\n`;
}

function fromLine(line: JsonObject, index: number): Exchange {
  const { schema: written, usage: _derived, body, responseBody, ...rest } = line;
  // What is wrong with the rest is said of each exchange (check-exchange.ts).
  if (written !== schema) {
    throw new HarnessError(
      'bad-input',
      `line ${index + 1} is not an exchange that turntape exported`,
      'Take the line out, or export the sessions again',
    );
  }
  return { ...rest, body: unpack(body), responseBody: unpack(responseBody) } as unknown as Exchange;
}

/** Text where the bytes are UTF-8, so that lines can be read and searched. */
function pack(bytes: Uint8Array): JsonObject {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString('utf8');
  return Buffer.from(text).equals(buffer) ? { text } : { base64: buffer.toString('base64') };
}

function unpack(value: JsonValue | undefined): Uint8Array {
  if (!isJsonObject(value)) return new Uint8Array(0);
  const { text, base64 } = value;
  return new Uint8Array(
    typeof text === 'string' ? Buffer.from(text) : Buffer.from(String(base64 ?? ''), 'base64'),
  );
}
