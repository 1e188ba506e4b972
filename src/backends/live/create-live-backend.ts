// A live backend: requests are posted to one URL.
import type { Backend } from '../../domain/backend.ts';
import { findHeader } from '../../lib/header-list.ts';
import { sha256 } from '../../lib/sha256.ts';
import { createConnectionAgents } from './connection-agents.ts';
import { describeRequest, type LiveTarget } from './describe-request.ts';

/** Loaded where there is something to send: most runs are on the simulator. */
async function openClient() {
  const { createLiveAgent, postResponses } = await import('./post-responses.ts');
  return { agents: createConnectionAgents(createLiveAgent), postResponses };
}

/** A backend that posts to one URL. */
export function createLiveBackend(target: LiveTarget): Backend {
  const client = openClient();
  return {
    name: target.name,
    label: 'measured',
    account: accountOf(target),
    describe: (request) => describeRequest(target, request),
    async send(request, signal) {
      const { agents, postResponses } = await client;
      return postResponses(agents.agentOf(request.connection), target, request, signal);
    },
    close: async () => (await client).agents.destroy(),
  };
}

/** A login's token is renewed now and then, its account id stays; an API key is its own account. */
function accountOf({ credentials, url }: LiveTarget): string {
  const account =
    findHeader(credentials, 'chatgpt-account-id') ?? findHeader(credentials, 'authorization');
  return sha256(`${url.origin}\n${account ?? ''}`).slice(0, 16);
}
