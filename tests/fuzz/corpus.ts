// Whole requests and answers of the field and of the recorded fixtures: what a fuzz run changes
// reaches deeper than what it makes up.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, parseJson } from '../../src/lib/json.ts';
import { parseSse } from '../../src/wire/sse.ts';

/** Larger ones cost more to change than they reach. */
const bytesMax = 20_000;

const root = join(import.meta.dirname, '..', '..');
const filesIn = (folder: string, name: RegExp, isExpected = false): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path) && path.includes('expected') === isExpected)
    .sort()
    .map((path) => readFileSync(join(root, folder, path), 'utf8'));

/** The longest texts and lists are cut: what is around them is what is changed. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 400 ? value.slice(0, 400) : value;
  if (Array.isArray(value))
    return [...value.slice(0, 4), ...value.slice(4).slice(-6)].map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner)]));
}

const requests = [
  ...filesIn('tests/field-cases', /\.json$/),
  ...filesIn('recordings', /\.request\.json$/),
].flatMap((text): JsonObject[] => {
  const value = shortened(parseJson(text)) as JsonObject;
  return isJsonObject(value) && JSON.stringify(value).length < bytesMax ? [value] : [];
});

/** Of the Messages API. */
export const messagesRequests = requests.filter((one) => 'messages' in one);
/** Of the Responses API. */
export const responsesRequests = requests.filter((one) => 'input' in one);

const eventsOf = (text: string) =>
  parseSse(Buffer.from(text)).map(({ data }) => parseJson(data) ?? data);
const short = (text: string): boolean => text !== '' && text.length < bytesMax;

/** Streams of the Responses API, event by event. */
export const responsesStreams = [
  ...filesIn('tests/field-answers', /\.sse$/),
  ...filesIn('recordings', /\.response\.sse$/),
]
  .filter(short)
  .map(eventsOf);

/** Streams of the Messages API, as a client gets them from the gateway. */
export const messagesStreams = filesIn('recordings', /\.response\.sse$/, true)
  .filter((text) => short(text) && text.includes('message_start'))
  .map(eventsOf);
