// Play: the line that Claude Code puts into its system prompt for billing, with a value that
// changes with every request: at the head, and as a last block without a marker.
import { sha256 } from '../../lib/sha256.ts';
import { billingHeaderPrefix } from '../../wire/anthropic/billing-header.ts';
import type { AnthropicText } from '../../wire/anthropic/content.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

const places = ['head', 'tail'] as const;

function withLine(request: AnthropicRequest, place: string, turn: number): AnthropicRequest {
  const value = sha256(`${place}/${turn}`).slice(0, 5);
  const text = `${billingHeaderPrefix} cc_version=2.1.268.47e; cc_entrypoint=cli; cch=${value};`;
  const line: AnthropicText = { type: 'text', text };
  const system = Array.isArray(request.system) ? request.system : [];
  return { ...request, system: place === 'head' ? [line, ...system] : [...system, line] };
}

export const billing: Play = {
  name: 'billing',
  title: 'a billing line in the system prompt that changes with every request',
  async run(stage) {
    for (const place of places) {
      const talk = stage.conversation({ name: place });
      for (const turn of [1, 2]) {
        talk.user(`Question ${turn}.`);
        const change = (request: AnthropicRequest) => withLine(request, place, turn);
        await talk.ask({ label: `question ${turn}`, change, ...say(`Answer ${turn}.`) });
      }
    }
  },
};
