// Row: encrypted reasoning is asked for.

import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';

export const reasoningAsked: Row = {
  id: 'reasoning-asked',
  group: 'reasoning',
  severity: 'error',
  title: 'encrypted reasoning is asked for',
  checks: '`include` names `reasoning.encrypted_content`.',
  matters:
    'With `store: false` reasoning that was not asked for is gone: the model begins each ' +
    'call without it.',
  sources: ['https://github.com/BerriAI/litellm/issues/40288'],
  fix: 'Send `include: ["reasoning.encrypted_content"]` to models that reason.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, ({ include = [] }, at) =>
      failIf(!include.includes('reasoning.encrypted_content'), at, `include is ${shown(include)}`),
    ),
};
