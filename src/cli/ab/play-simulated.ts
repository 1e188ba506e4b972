// A run on the embedded simulator, in virtual time.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { openGatewayLink } from '../../experiment/gateway-link.ts';
import { simulatedFactories } from '../../experiment/simulated-factories.ts';
import type { ClientLink } from '../../runner/agents/real-client.ts';
import type { RunStopped } from '../../runner/run-stopped.ts';
import type { Running } from './running.ts';

/**
 * @param listen address of the simulator for other gateways; nothing listens unless an arm is one
 * @param clientLink only when a real client plays
 */
export async function playSimulated(
  { definition, terminal, simulator, play }: Running,
  listen: string,
  clientLink: ClientLink | undefined,
): Promise<RunStopped | null> {
  const hasGateways = definition.arms.some(({ agent }) => agent === 'gateway');
  const gatewayLink = hasGateways ? await openGatewayLink(listen, terminal.note) : undefined;
  if (gatewayLink) {
    terminal.note(`simulator for the other gateways: ${gatewayLink.url}/v1 (POST /v1/responses)`);
  }
  const links = { ...(gatewayLink && { gatewayLink }), ...(clientLink && { clientLink }) };
  try {
    return await play(simulatedFactories(simulator, await loadO200kTokenizer(), links));
  } finally {
    await gatewayLink?.close();
  }
}
