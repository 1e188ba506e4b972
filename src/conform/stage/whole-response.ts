// A stream of the simulator as the one document that the public API answers without `stream`.
import type { TimedChunk } from '../../domain/backend.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { parseSse } from '../../wire/sse.ts';

/** Its last response object, with the items that were done. */
export async function* wholeResponse(body: AsyncIterable<TimedChunk>): AsyncGenerator<TimedChunk> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes } of body) pieces.push(bytes);
  const output: JsonObject[] = [];
  let response: JsonObject = {};
  for (const { data } of parseSse(Buffer.concat(pieces))) {
    const event = parseJson(data);
    if (!isJsonObject(event)) continue;
    if (isJsonObject(event['response'])) response = event['response'];
    const isDone = event['type'] === 'response.output_item.done';
    if (isDone && isJsonObject(event['item'])) output.push(event['item']);
  }
  yield { bytes: Buffer.from(JSON.stringify({ ...response, output })), elapsedMs: 0 };
}
