// A live backend: requests are posted to one URL.
import type { Backend } from '../../domain/backend.ts';
import { findHeader } from '../../lib/header-list.ts';
import { sha256 } from '../../lib/sha256.ts';
import { createConnectionAgents } from './connection-agents.ts';
import {
  createLiveAgent,
  describeRequest,
  type LiveTarget,
  postResponses,
} from './post-responses.ts';

/** A backend that posts to one URL. */
export function createLiveBackend(target: LiveTarget): Backend {
  const agents = createConnectionAgents(createLiveAgent);
  return {
    name: target.name,
    label: 'measured',
    account: accountOf(target),
    describe: (request) => describeRequest(target, request),
    send: (request, signal) =>
      postResponses(agents.agentOf(request.connection), target, request, signal),
    close: () => agents.destroy(),
  };
}

/** A login's token is renewed now and then, its account id stays; an API key is its own account. */
function accountOf({ credentials, url }: LiveTarget): string {
  const account =
    findHeader(credentials, 'chatgpt-account-id') ?? findHeader(credentials, 'authorization');
  return sha256(`${url.origin}\n${account ?? ''}`).slice(0, 16);
}
