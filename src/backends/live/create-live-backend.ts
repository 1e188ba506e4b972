import type { Backend } from '../../domain/backend.ts';
import {
  createLiveAgent,
  describeRequest,
  type LiveTarget,
  postResponses,
} from './post-responses.ts';

/** A backend that posts to one URL. */
export function createLiveBackend(target: LiveTarget): Backend {
  const agent = createLiveAgent();
  return {
    name: target.name,
    label: 'measured',
    describe: (request) => describeRequest(target, request),
    send: (request, signal) => postResponses(agent, target, request, signal),
    close: () => agent.destroy(),
  };
}
