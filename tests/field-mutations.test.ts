// The field's requests and answers, changed at random: whatever a client or a server sends, the
// translator gives an answer or an error, and sends nothing that is known to be refused.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultTranslatorOptions } from '../src/domain/translator-options.ts';
import { emptySessionState } from '../src/domain/translator-state.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../src/lib/json.ts';
import { propertyRuns } from '../src/lib/property-runs.test-support.ts';
import { createSeededRandom } from '../src/lib/seeded-random.ts';
import { openTurn } from '../src/translate/turn.ts';
import { parseAnthropicRequest } from '../src/wire/anthropic/parse-request.ts';
import { otherValues } from './fuzz/changes.ts';

const runs = propertyRuns(2000);

function filesIn(folder: string): string[] {
  const path = join(import.meta.dirname, folder);
  return readdirSync(path).map((name) => readFileSync(join(path, name), 'utf8'));
}

/** A value with other values in it, and with fields that are missing or renamed. */
function changed(value: JsonValue, random: () => number): JsonValue {
  if (random() < 0.04) return otherValues[Math.floor(random() * otherValues.length)] ?? null;
  if (Array.isArray(value)) {
    const list = (value as readonly JsonValue[]).map((one) => changed(one, random));
    return random() < 0.1 ? [...list, ...list.slice(0, 1)] : list;
  }
  if (!isJsonObject(value)) return value;
  const names = ['type', 'id', 'content', 'name', 'source'];
  const entries = Object.entries(value).flatMap(([name, inner]): [string, JsonValue][] => {
    if (random() < 0.03) return [];
    const other = names[Math.floor(random() * names.length)] ?? name;
    return [[random() < 0.02 ? other : name, changed(inner, random)]];
  });
  return Object.fromEntries(entries) as JsonObject;
}

function open(body: JsonValue) {
  const parsed = parseAnthropicRequest(body);
  if ('problem' in parsed) return null;
  const options = defaultTranslatorOptions;
  const input = { request: parsed.request, headers: [], options, account: 'a' };
  const step = openTurn(input).begin(emptySessionState);
  return step.type === 'send' ? step.attempt : null;
}

test(`${runs} changed requests are sent whole, or refused`, () => {
  const { next } = createSeededRandom('field requests');
  const cases = filesIn('field-cases').map((text) => parseJson(text) ?? null);
  let sent = 0;
  for (let run = 0; run < runs; run++) {
    const given = changed(cases[run % cases.length] ?? null, next);
    const attempt = open(given);
    if (attempt === null) continue;
    sent++;
    const { input } = attempt.translation.value.body;
    const calls = (input as readonly { type: string; call_id?: string }[]).flatMap((item) =>
      item.type === 'function_call' ? [item.call_id ?? ''] : [],
    );
    expect([given, input.length > 0, new Set(calls).size]).toEqual([given, true, calls.length]);
    const text = JSON.stringify(input);
    expect([given, /"(image_url|file_data)":"data:[^"]*,"/.test(text)]).toEqual([given, false]);
    // JSON escapes half of a character, and nothing else in this way.
    expect([given, /\\ud[89a-f]/i.test(text.replaceAll('\\\\', ''))]).toEqual([given, false]);
  }
  expect(sent).toBeGreaterThan(runs / 10);
});

test(`${runs} changed answers end in a message or an error`, () => {
  const { next } = createSeededRandom('field answers');
  const streams = filesIn('field-answers');
  const request = { model: 'gpt-5.5', messages: [{ role: 'user', content: 'x' }], stream: true };
  for (let run = 0; run < runs; run++) {
    const lines = (streams[run % streams.length] ?? '').split('\n').map((line) => {
      const value = line.startsWith('data: ') ? parseJson(line.slice(6)) : undefined;
      return value === undefined ? line : `data: ${JSON.stringify(changed(value, next))}`;
    });
    const answer = open(request)?.answer({ status: 200, headers: [] });
    answer?.feed(Buffer.from(lines.join('\n')));
    expect(['commit', 'failed']).toContain(answer?.end().type);
  }
});
