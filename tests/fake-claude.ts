// A small program that stands in for Claude Code where a test starts a client.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps its history in its home, runs no call, asks for a title beside the conversation. */
const fakeClient = `#!${process.execPath}
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '--version') { console.log('9.9.9 (fake)'); process.exit(0); }
const file = process.env.HOME + '/history.json';
const history = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const session = args[args.indexOf(history.length ? '--resume' : '--session-id') + 1];
const ask = async (messages, tools) => {
  const body = JSON.stringify({ model: process.env.ANTHROPIC_MODEL, max_tokens: 1000, messages, tools,
    system: 'You help. ' + readFileSync('README.md', 'utf8') });
  const answer = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', body,
    headers: { 'content-type': 'application/json', 'x-claude-code-session-id': session } });
  if (!answer.ok) { console.error(await answer.text()); process.exit(1); }
  return answer.json();
};
(async () => {
  history.push({ role: 'user', content: args[args.indexOf('-p') + 1] });
  await ask([{ role: 'user', content: 'A title, please.' }], undefined);
  for (;;) {
    const { content } = await ask(history, [{ name: 'Bash', input_schema: { type: 'object' } }]);
    history.push({ role: 'assistant', content });
    const calls = content.filter(({ type }) => type === 'tool_use');
    if (calls.length === 0) break;
    history.push({ role: 'user', content: calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'ran' })) });
  }
  writeFileSync(file, JSON.stringify(history));
  writeFileSync(process.argv[1] + '.log', JSON.stringify({ cwd: process.cwd(), env: process.env, args }));
})();
`;

/** The program `claude` in a folder. */
export function writeFakeClaude(folder: string): void {
  const program = join(folder, 'claude');
  writeFileSync(program, fakeClient);
  chmodSync(program, 0o755);
}
