// Row: the form of the answer is translated.
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const answerForm: Row = {
  id: 'answer-form',
  group: 'history',
  severity: 'error',
  title: 'a schema for the answer reaches the model',
  checks: '`output_config.format` becomes `text.format` with the schema.',
  matters: 'The client parses prose where it asked for JSON.',
  sources: [vendorPage('build-with-claude/structured-outputs')],
  fix: 'Send the schema as `text.format`.',
  plays: ['choices'],
  judge: (exchanges) =>
    eachSent(labelled(exchanges, 'a form for the answer'), ({ text }, at) => {
      const sent = JSON.stringify(text?.format ?? null);
      return failIf(!/json_schema.*title/.test(sent), at, `text.format is ${shown(sent)}`);
    }),
};
