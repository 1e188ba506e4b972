// Row: tool choices are translated.

import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const toolChoice: Row = {
  id: 'tool-choice',
  group: 'history',
  severity: 'error',
  title: 'the choice of tools is kept',
  checks: '`any` becomes `required`, `none` stays, a named tool is named.',
  matters: 'The model answers where the client insists on a call, or calls where it must not.',
  sources: [vendorPage('agents-and-tools/tool-use/overview')],
  fix: 'Translate `tool_choice`.',
  plays: ['choices'],
  judge: (exchanges) =>
    eachSent(exchanges, ({ tool_choice: sent }, at) => {
      const isAny = at.label === 'any tool' && sent !== 'required';
      const isNone = at.label === 'no tool' && sent !== 'none';
      const isOne = at.label === 'one tool' && !JSON.stringify(sent ?? null).includes('Bash');
      return failIf(isAny || isNone || isOne, at, `${at.label}: tool_choice is ${shown(sent)}`);
    }),
};
