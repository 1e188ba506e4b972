// Harmless arguments for the tools that real agents offer, so that a real client can run the
// default agent's calls: they list and read, and never write.
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { isJsonObject } from '../../lib/json.ts';
import { exampleOf } from './schema-example.ts';

export interface OfferedTool {
  readonly kind: 'function' | 'custom';
  readonly name: string;
  /** JSON schema of a function's parameters; undefined for custom tools. */
  readonly schema: JsonValue | undefined;
}

/** What the prompt says about where it runs. */
export interface Surroundings {
  /** Absolute working directory; null when the prompt names none. */
  readonly cwd: string | null;
}

type Writer = (surroundings: Surroundings) => JsonObject | null;

const listing = 'ls';
const reading = 'head -c 600 README.md';

/** Known function tools: first and second use. null: not usable here. In order of preference. */
const knownFunctions: Readonly<Record<string, readonly [first: Writer, second: Writer]>> = {
  Bash: [
    () => ({ command: listing, description: 'List the files here' }),
    () => ({ command: reading, description: 'Show the start of the README' }),
  ],
  exec_command: [() => ({ cmd: listing }), () => ({ cmd: reading })],
  shell_command: [() => ({ command: listing }), () => ({ command: reading })],
  shell: [
    () => ({ command: ['bash', '-lc', listing] }),
    () => ({ command: ['bash', '-lc', reading] }),
  ],
  Glob: [() => ({ pattern: '*' }), () => ({ pattern: '*.md' })],
  Grep: [() => ({ pattern: 'a' }), () => ({ pattern: 'README' })],
  LS: [
    ({ cwd }) => (cwd === null ? null : { path: cwd }),
    ({ cwd }) => (cwd === null ? null : { path: cwd }),
  ],
  Read: [
    ({ cwd }) => (cwd === null ? null : { file_path: `${cwd}/README.md` }),
    ({ cwd }) => (cwd === null ? null : { file_path: `${cwd}/README.md` }),
  ],
};

/** Known custom tools: Codex CLI's code mode takes JavaScript that may call its other tools. */
const knownCustom: Readonly<Record<string, string>> = {
  exec: 'const listing = await tools.exec_command({ cmd: "ls" });\ntext(listing.output);\n',
};

/** Tools that change something or ask the user: never called unless nothing else is offered. */
const avoided =
  /write|edit|patch|create|update|delete|remove|kill|send|request_user|ask|plan|todo|agent|task|goal|cron|schedule|placeholder|stdin|worktree|skill|push|notif/i;

function preference({ kind, name }: OfferedTool): number {
  const known = Object.keys(kind === 'function' ? knownFunctions : knownCustom).indexOf(name);
  if (known >= 0) return known;
  if (avoided.test(name)) return 300;
  return kind === 'function' ? 100 : 200;
}

/** Tools by how willingly the default agent calls them; equal ones in the order offered. */
export function rankTools(
  tools: readonly OfferedTool[],
  surroundings: Surroundings,
): OfferedTool[] {
  return tools
    .filter(
      ({ kind, name }) => kind === 'custom' || knownFunctions[name]?.[0](surroundings) !== null,
    )
    .map((tool, index) => ({ tool, rank: preference(tool), index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ tool }) => tool);
}

/** Arguments (JSON text) or free-form input for one call. @param use 0 for the first use, else 1 */
export function writeArguments(tool: OfferedTool, use: 0 | 1, surroundings: Surroundings): string {
  if (tool.kind === 'custom') return knownCustom[tool.name] ?? 'turntape';
  const known = knownFunctions[tool.name]?.[use](surroundings);
  if (known) return JSON.stringify(known);
  const example = exampleOf(tool.schema);
  return JSON.stringify(isJsonObject(example) ? example : {});
}
