// The client that follows `gateway --`.
import type { ClientPlan } from '../../clients/client-plan.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { protocolTitles } from '../../wire/protocol.ts';
import type { CommandContext } from '../command.ts';
import { planChild } from '../recording/plan-child.ts';

/**
 * The client to start; undefined: none was named.
 * @throws HarnessError `usage` for a client whose requests need no translation
 */
export function planTranslated({
  terminal,
  flags: { child },
}: CommandContext): ClientPlan | undefined {
  if (child.length === 0) return undefined;
  const plan = planChild(child, terminal);
  const { title, protocol } = plan.client;
  if (protocol === 'responses') {
    throw new HarnessError(
      'usage',
      `${title} speaks ${protocolTitles[protocol]} itself, there is nothing to translate`,
      `Record it with turntape record -- ${child[0]} ...`,
    );
  }
  return plan;
}
