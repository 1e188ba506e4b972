import type { RunDefinition } from '../domain/run.ts';

const names = { claude: 'Claude Code', codex: 'Codex CLI' } as const;

/** Who played, where it was not the scripted client; else nothing. */
export function describeClient({ agent, versions }: RunDefinition): string {
  return agent === undefined ? '' : ` Played by the real ${names[agent]} ${versions[agent] ?? ''}.`;
}
