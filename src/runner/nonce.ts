// Cache isolation: a session of a run must not read what an earlier one left in a real cache. The
// nonce stands where the prompt begins (tools are rendered first), and is as long in every arm.

import { sha256 } from '../lib/sha256.ts';
import { fillerText } from '../scenarios/filler.ts';
import type { Scenario } from '../scenarios/scenario.ts';

const nonceWords = 6;

/** The system block that Claude Code puts first and a translator strips. */
export const billingBlockPrefix = 'x-anthropic-billing-header';

/** The scenario with a nonce in the first tool's description, else in its first system block. */
export function withNonce(scenario: Scenario, block: string): Scenario {
  const nonce = `Session nonce: ${fillerText(nonceWords, `nonce/${block}`)}. `;
  const [first, ...rest] = scenario.tools;
  if (first !== undefined) {
    const description = `${nonce}${first.description ?? ''}`;
    return { ...scenario, tools: [{ ...first, description }, ...rest] };
  }
  const at = scenario.system.findIndex(({ text }) => !text.startsWith(billingBlockPrefix));
  return {
    ...scenario,
    system: scenario.system.map((entry, index) =>
      index === at ? { ...entry, text: `${nonce}${entry.text}` } : entry,
    ),
  };
}

/** A session id in the form of the clients' own: a UUID, the same for the same block. */
export function sessionIdOf(block: string): string {
  const hex = sha256(`session/${block}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
