// Row: reasoning stays with its model.
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import { sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';
import { needing } from '../needing.ts';

export const reasoningOfModel: Row = {
  id: 'reasoning-of-model',
  group: 'reasoning',
  severity: 'warning',
  title: 'reasoning of one model is not sent to another',
  checks: 'After a change of the model, no reasoning of the model before is sent.',
  matters: 'Ciphertext of another model may be refused, and the prompt with it was never cached.',
  sources: ['no public report found; docs/translation.md#continuity'],
  fix: 'Keep reasoning by model.',
  plays: ['settings'],
  judge: (exchanges) =>
    needing('reasoning', exchanges, () => {
      const [last, before] = [exchanges.at(-1), exchanges.at(-2)];
      const [now, earlier] = [last, before].map((one) => (one ? sentRequest(one) : null));
      if (last === undefined || !now || !earlier) return [];
      if (now.model === earlier.model) {
        return { notApplicable: `the gateway sends the model ${now.model} whatever is asked for` };
      }
      const gave = exchanges.slice(0, -1).flatMap(reasoningAnswered);
      const sent = reasoningIn(now).filter((content) => gave.includes(content));
      return failIf(sent.length > 0, last, `${sent.length} items of ${earlier.model} are sent`);
    }),
};
