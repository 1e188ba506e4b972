// A run on the embedded simulator, in virtual time. Where an arm is another gateway, the simulator
// also listens on a socket as that gateway's upstream.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import type { Arm } from '../../domain/run.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import type { ClientLink } from '../../runner/agents/real-client.ts';
import type { OpenFactories } from './open-factories.ts';
import { simulatedFactories } from './simulated-factories.ts';

export interface SimulatedOptions {
  readonly arms: readonly Arm[];
  readonly parameters: SimulatorParameters;
  /** HOST:PORT of the simulator for other gateways; nothing listens unless an arm is one. */
  readonly listen: string;
  /** Absent: the scripted client plays. */
  readonly clientLink?: ClientLink | undefined;
  /** Tells a person the simulator's address, and what another gateway answered. */
  readonly note: (text: string) => void;
}

/** @throws HarnessError `usage` for an address that cannot be listened on */
export async function openSimulated({
  arms,
  parameters,
  listen,
  clientLink,
  note,
}: SimulatedOptions): Promise<OpenFactories> {
  const tokenizer = await loadO200kTokenizer();
  const hasGateways = arms.some(({ agent }) => agent === 'gateway');
  const gatewayLink = hasGateways
    ? await (await import('../links/gateway-link.ts')).openGatewayLink(listen, note)
    : undefined;
  if (gatewayLink) {
    note(`simulator for the other gateways: ${gatewayLink.url}/v1 (POST /v1/responses)`);
  }
  const links = { ...(gatewayLink && { gatewayLink }), ...(clientLink && { clientLink }) };
  return {
    factories: simulatedFactories(parameters, tokenizer, links),
    close: async () => gatewayLink?.close(),
  };
}
