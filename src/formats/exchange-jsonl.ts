// turntape's own JSONL: one exchange a line, nothing left out, so that what is exported can be
// imported again as it was.
import type { Exchange } from '../domain/exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';

const schema = 'turntape-exchange-1';

export function toJsonl(exchange: Exchange): string {
  const { body, responseBody, ...rest } = exchange;
  return `${JSON.stringify({ schema, ...rest, body: pack(body), responseBody: pack(responseBody) })}\n`;
}

/** undefined: the line is another program's. */
export function fromJsonl(line: JsonValue): Exchange | undefined {
  if (!isJsonObject(line) || line['schema'] !== schema) return undefined;
  const { schema: _schema, body, responseBody, ...rest } = line;
  // Written by `toJsonl`; the schema name stands for the shape.
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
