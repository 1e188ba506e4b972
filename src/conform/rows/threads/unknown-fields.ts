// Row: fields of newer clients are left out.
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { unanswered } from '../findings.ts';

export const unknownFields: Row = {
  id: 'unknown-fields',
  group: 'threads',
  severity: 'error',
  title: 'fields that the gateway does not know do not end the session',
  checks:
    'A request with `context_management`, `diagnostics`, `fallbacks` and an unknown field ' +
    'is answered.',
  matters: 'Each new version of a client breaks the gateway for all its users.',
  sources: ['https://github.com/caozhiyuan/copilot-api/issues/143'],
  fix: 'Build the upstream request from what you know, instead of passing the rest on.',
  plays: ['choices'],
  judge: (exchanges) => unanswered(labelled(exchanges, 'fields of newer versions')),
};
