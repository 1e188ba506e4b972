// Session files that are not what they seem, in a process of its own: each is named in one line,
// what else is there is read, and memory stays bounded.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compiledCode, program } from './program.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'turntape-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** Far below the gigabyte that is read, above what a run takes. */
const peakMegabytesMax = 600;
const gigabyte = 1024 ** 3;

const meta = (id: string): string =>
  `${JSON.stringify({ timestamp: '2026-07-01T00:00:00Z', type: 'session_meta', payload: { id } })}\n`;
const call = (id: string): string =>
  `${JSON.stringify({ timestamp: '2026-07-01T00:01:00Z', type: 'token_usage_record', payload: { response_id: id, usage: { input_tokens: 10, output_tokens: 1 } } })}\n`;

function put(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

/** A line of a gigabyte between two calls: a hole in the file, which takes no room on the disk. */
function putHugeLine(): void {
  const file = openSync(join(folder, 'rollout-huge.jsonl'), 'w');
  const start = meta('huge') + call('huge_1');
  writeSync(file, start);
  ftruncateSync(file, start.length + gigabyte);
  writeSync(file, `\n${call('huge_2')}`, start.length + gigabyte);
  closeSync(file);
}

function run(...words: readonly string[]) {
  const hook = join(root, 'bench', 'children', 'print-usage.ts');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', hook, program, ...words],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder, ...compiledCode } },
  );
  const lines = stderr.trim().split('\n');
  const { peakMegabytes } = JSON.parse(lines.pop() ?? '{}') as { peakMegabytes: number };
  return { status, stdout, lines, peakMegabytes };
}

test('hostile files are named, and the rest is read', () => {
  putHugeLine();
  const deep = 200_000;
  put(
    'rollout-deep.jsonl',
    `${meta('deep')}{"type":"response_item","payload":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}\n{"type":"response_item","payload":{"type":"message","role":"user","content":${'['.repeat(deep)}${']'.repeat(deep)}}}\n${call('deep_1')}`,
  );
  put(
    'rollout-odd.jsonl',
    `${meta('odd')}{"__proto__":{"polluted":1},"type":"event_msg","payload":{"__proto__":{"type":"token_count"}}}\n{"type":7}\n[]\n"text"\nnull\n${call('odd_1')}`,
  );
  put('other.jsonl', '{"level":"info","msg":"started"}\n');
  put('trajectory.json', `{"schema_version":"ATIF-v1.7","steps":${'['.repeat(deep)}`);
  put(
    'trace.jsonl',
    `{"rollout_id":"r","wall_time_unix_ms":1,"payload":{"type":"inference_started","inference_call_id":"i","thread_id":"t","request_payload":{"path":"../../../etc/hostname"}}}\n{"rollout_id":"r","wall_time_unix_ms":2,"payload":{"type":"inference_completed","inference_call_id":"i","response_payload":{"path":"/etc/hostname"}}}\n`,
  );
  spawnSync('mkfifo', [join(folder, 'rollout-pipe.jsonl')]);
  symlinkSync('/dev/zero', join(folder, 'rollout-zero.jsonl'));
  mkdirSync(join(folder, 'loop'));
  symlinkSync('..', join(folder, 'loop', 'again'));
  symlinkSync('self', join(folder, 'self'));
  symlinkSync('gone', join(folder, 'rollout-gone.jsonl'));

  const listed = run('sessions', '--from', folder, '--json');
  expect(listed.status).toBe(0);
  const sessions = JSON.parse(listed.stdout) as { id: string; calls: number }[];
  expect(sessions.map(({ id, calls }) => [id, calls]).sort()).toEqual([
    ['deep', 1],
    ['huge', 2],
    ['odd', 1],
  ]);
  const about = (name: string): string[] => listed.lines.filter((line) => line.includes(name));
  expect(about('rollout-huge')).toEqual([
    expect.stringContaining('1 line skipped, line 3: the line is too long and was skipped'),
  ]);
  expect(about('rollout-odd')).toEqual([expect.stringContaining('3 lines skipped')]);
  expect(about('other.jsonl')).toEqual([expect.stringContaining('no format that is known')]);
  expect(about('trajectory.json')).toEqual([expect.stringContaining('no format that is known')]);
  for (const name of ['rollout-pipe', 'rollout-zero']) {
    expect(about(name)).toEqual([expect.stringContaining('neither a file nor a folder')]);
  }
  expect(about('self')).toEqual([expect.stringContaining('ELOOP')]);
  expect(about('rollout-gone')).toEqual([expect.stringContaining('ENOENT')]);
  expect(about('rollout-deep').length).toBeLessThanOrEqual(1);
  expect(listed.peakMegabytes).toBeLessThan(peakMegabytesMax);

  const imported = run('import', folder, '--db', join(folder, 'tape.db'), '--json');
  expect(imported.status).toBe(0);
  expect(JSON.parse(imported.stdout)).toMatchObject({ session_files: { added: 4 } });
  expect(imported.peakMegabytes).toBeLessThan(peakMegabytesMax);
}, 120_000);

test.each(['/dev/zero', '/dev/null', '.'])('%s as a file is one line', (path) => {
  const empty = mkdtempSync(join(folder, 'empty-'));
  const { status, lines } = run('import', path === '.' ? empty : path, '--db', join(empty, 't.db'));
  expect(status).toBe(2);
  expect(lines).toHaveLength(1);
});
