// Who played a run, for the lines that say what it was.
import { clients } from '../../clients/registry.ts';
import type { RunDefinition } from '../../domain/run.ts';

/** Who played, where it was not the scripted client; else nothing. */
export function describeClient({ agent, versions }: RunDefinition): string {
  if (agent === undefined) return '';
  return ` Played by the real ${clients[agent].title} ${versions[agent] ?? ''}.`;
}
