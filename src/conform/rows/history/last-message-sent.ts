// Row: what the client said last is sent.
import { lastMessage } from '../../../check/invariants/last-message.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';

export const lastMessageSent: Row = {
  id: 'last-message-sent',
  group: 'history',
  severity: 'error',
  title: 'what the client said last reaches the model',
  checks: "The texts of the last message are in the upstream's input.",
  matters: 'The model answers another question than the one that was asked.',
  sources: ['https://github.com/raine/claude-code-proxy/issues/148'],
  fix: 'Translate every message; fail the request where one cannot be.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['basic', 'tools'],
  judge: (exchanges, tools) => holds(lastMessage, exchanges, tools),
};
