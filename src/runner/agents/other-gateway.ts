// Plays a scenario against another gateway: Anthropic requests go to it over a socket, and what it
// sends upstream arrives at the trial's simulator, where it is measured like any arm's.

import type { Backend, BackendRequest, BackendResponse } from '../../domain/backend.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { accumulateMessage } from '../../wire/anthropic/accumulate-message.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import { parseResponsesRequest } from '../../wire/responses/parse-request.ts';
import type { ObservedResponse } from '../observe-response.ts';
import type { Place, TurnRecorder } from '../turn-recorder.ts';
import { type Agent, attemptsMax, retryPauseMs, type TrialSetup, unreadable } from './agent.ts';
import { type ClaudeCall, createClaudeConversation } from './claude-conversation.ts';
import { playScript } from './play-script.ts';

/** What the shell hands in: the sockets on both sides of the other gateway. */
export interface GatewayLink {
  /** From now on upstream requests are answered by this; null: by none. */
  answerWith(answer: Backend['send'] | null): void;
  /** @throws HarnessError `upstream` when there is no answer */
  post(
    url: string,
    headers: HeaderList,
    body: string,
  ): Promise<{ readonly status: number; readonly text: string }>;
  /**
   * The other gateway's last word in a session that could not continue: whoever runs it wants to
   * know.
   */
  failed(status: number, text: string): void;
}

/** Counts as part of the answer to one client request. */
interface Upstream {
  /** The client request that is being answered. */
  current: ClaudeCall | null;
  attempts: number;
}

/** The path that every Anthropic client asks for. */
function messagesUrl(base: string): string {
  return `${base.replace(/\/+$/, '')}/v1/messages?beta=true`;
}

function createUpstream(upstream: Upstream, recorder: TurnRecorder): Backend['send'] {
  return async ({ body, headers }: BackendRequest): Promise<BackendResponse> => {
    const parsed = parseResponsesRequest(new TextDecoder().decode(body));
    // Short forms of the API are written out, as the simulator reads them: items without a type.
    const request = parsed.ok ? parsed.request : unreadable;
    const leaving = upstream.current?.leaves === true ? 'at-first-output' : undefined;
    const observed = await recorder.send(request, headers, leaving);
    const place: Omit<Place, 'attempt'> = upstream.current?.at ?? { userTurn: 0, step: 0 };
    recorder.record({ ...place, attempt: ++upstream.attempts }, request, observed, []);
    return {
      status: observed.status,
      headers: observed.headers,
      body: replay(observed),
    };
  };
}

/** The same once more, for the other gateway: what was incomplete is incomplete again. */
async function* replay({ chunks, totalMs, errorCode }: ObservedResponse) {
  for (const bytes of chunks) yield { bytes, elapsedMs: totalMs };
  if (errorCode === 'cut')
    throw new HarnessError('upstream', 'the answer is incomplete', 'Try again');
}

async function ask(
  call: ClaudeCall,
  url: string,
  link: GatewayLink,
  setup: TrialSetup,
): Promise<AnthropicMessage | 'left' | 'failed'> {
  const body = JSON.stringify(call.request);
  // A placeholder: gateways that ask for a key take any, and the simulator needs none.
  const headers: HeaderList = [...call.headers, ['x-api-key', 'turntape']];
  let last = { status: 0, text: '' };
  for (let tries = 1; tries <= attemptsMax; tries++) {
    const { status, text } = await link.post(url, headers, body);
    if (call.leaves && status === 200) return 'left';
    const message = status === 200 ? accumulateMessage(text) : null;
    if (message !== null) return message;
    last = { status, text };
    if (status !== 200 && status !== 429 && status < 500) break;
    await setup.clock.pause(retryPauseMs);
  }
  link.failed(last.status, last.text);
  return 'failed';
}

/** @param base the other gateway's address */
export function createOtherGatewayAgent(base: string, link: GatewayLink): Agent {
  const url = messagesUrl(base);
  return async (setup) => {
    const upstream: Upstream = { current: null, attempts: 0 };
    link.answerWith(createUpstream(upstream, setup.recorder));
    try {
      const conversation = createClaudeConversation(setup, (call) => {
        upstream.current = call;
        upstream.attempts = 0;
        return ask(call, url, link, setup);
      });
      const completed = await playScript(setup, setup.scenario.turns, conversation);
      return completed ? 'complete' : 'stopped';
    } finally {
      link.answerWith(null);
    }
  };
}
