// Writes made-up calls and their causes as Parquet: `write-calls.ts FOLDER COUNT`. A process of its
// own, so that its peak memory is that of writing.
import { createParquetWriter } from '../../src/columnar/parquet-writer.ts';
import { callsTable } from '../../src/columnar/tables/calls.ts';
import { causesTable } from '../../src/columnar/tables/causes.ts';
import { causeNames } from '../../src/explain/cause.ts';
import { createSeededRandom } from '../../src/lib/seeded-random.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
const models = ['gpt-5.5', 'gpt-5.4', 'gpt-5.3-codex', 'claude-opus-4-8', 'claude-sonnet-4-6'];
const efforts = ['low', 'medium', 'high'];
const callsPerSession = 60;
const beginMs = Date.UTC(2026, 0, 1);
const spanMs = 300 * 86_400_000;

const { next: random, integer: below } = createSeededRandom('parquet');
const pick = <Value>(values: readonly Value[]): Value | null =>
  values[below(values.length)] ?? null;
const id = (prefix: string, length = 32): string =>
  prefix + Array.from({ length }, () => below(16).toString(16)).join('');

const writer = createParquetWriter(folder, 'bench');
let session = '';
let model = pick(models);
for (let index = 0; index < Number(count); index++) {
  const seq = index % callsPerSession;
  if (seq === 0) [session, model] = [id('s_', 12), pick(models)];
  const input = 10_000 + seq * 1500 + below(800);
  const isHit = random() < 0.85;
  const cached = isHit ? Math.floor((input * 0.95) / 128) * 128 : below(4) * 1024;
  const lost = isHit ? 0 : input - cached;
  const output = 50 + below(900);
  const cause = lost > 0 ? pick(causeNames) : null;
  const place = { session_id: session, trial_id: null, label: null, model };
  const call = {
    ...{ call_id: id('x_'), started_at: beginMs + Math.floor((index / Number(count)) * spanMs) },
  };
  writer.add(callsTable, {
    ...{ ...place, ...call, run_id: null, client: 'codex', side: 'client', kind: 'turn' },
    ...{ is_translated: false, protocol: 'responses', seq, arm: null, response_model: model },
    ...{ duration_ms: 800 + random() * 20_000, ttft_ms: 300 + random() * 3000 },
    ...{ effort: pick(efforts), status: 200, error: null, has_usage: true },
    ...{ input_tokens: input, cached_tokens: cached, cache_write_tokens: null },
    ...{ output_tokens: output, reasoning_tokens: Math.floor(output * random()) },
    ...{ ideal_tokens: cached + lost, lost_tokens: lost, cause, cost_usd: input * 1e-6 },
  });
  if (cause !== null) {
    writer.add(causesTable, {
      ...{ ...place, ...call, cause, by: 'client', pointer: `/input/${seq}`, byte: input * 4 },
      ...{ tokens_lost: lost, cost_usd: lost * 1e-6 },
    });
  }
}
process.stdout.write(JSON.stringify(writer.finish()));
