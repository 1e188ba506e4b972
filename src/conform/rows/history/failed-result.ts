// Row: what a failed tool said is sent.
import { failureText } from '../../plays/media.ts';
import { labelled } from '../../reading/conversations.ts';
import { textIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const failedResult: Row = {
  id: 'failed-result',
  group: 'history',
  severity: 'error',
  title: 'the text of a failed call reaches the model',
  checks: 'The output of a result with `is_error` holds its text.',
  matters: 'The model does not learn why its call failed, and makes it again.',
  sources: [vendorPage('agents-and-tools/tool-use/overview')],
  fix: 'Send the text of failed results, marked as a failure.',
  plays: ['media'],
  judge: (exchanges) =>
    eachSent(labelled(exchanges, 'a failed call'), (request, at) =>
      failIf(!textIn(request.input).includes(failureText), at, 'the text is not in the input'),
    ),
};
