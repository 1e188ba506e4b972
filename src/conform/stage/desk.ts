// The upstream's side of a play: finds the conversation that a request belongs to, answers it as
// the play says, and keeps what was asked and answered.
import type { Backend, BackendRequest, BackendResponse } from '../../domain/backend.ts';
import type { ModelStep } from '../../domain/model-step.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import type { FaultName } from '../../profiles/fault-names.ts';
import { type Answering, createPending, type OpenCall, type Pending } from './pending.ts';
import { scriptedBody } from './scripted-body.ts';
import type { UpstreamScript } from './stage.ts';
import { wholeResponse } from './whole-response.ts';

export interface Desk {
  /** From now on requests with this marker are answered by this script. */
  open(marker: string, script: UpstreamScript): Pending;
  /** The step of the simulated model for a request. */
  nextStep(request: unknown): ModelStep;
  /** The fault that the simulator is to make. */
  faultOf(sent: BackendRequest): FaultName | null;
  /** A backend that is asked through the desk. */
  behind(simulator: Backend): Backend;
  /** Resolves when no answer is under way. */
  settled(): Promise<void>;
}

const idle: ModelStep = { reasoningTokens: 0, summary: [], text: 'Nothing.', calls: [] };

/** @param wait really waits, or ends early when the signal does */
export function createDesk(wait: (ms: number, signal?: AbortSignal) => Promise<void>): Desk {
  const pending = new Set<Pending>();
  const running = new Set<Promise<void>>();
  const find = (text: string): Pending | undefined => {
    const all = [...pending];
    return all.findLast(({ marker }) => text.includes(marker)) ?? all.at(-1);
  };
  const desk: Desk = {
    open(marker, script) {
      const opened = createPending(marker, script, () => pending.delete(opened));
      pending.add(opened);
      return opened;
    },
    nextStep(request) {
      const script = find(JSON.stringify(request))?.script;
      const asked = isJsonObject(request) ? script?.stepOf?.(request) : undefined;
      return asked ?? script?.step ?? idle;
    },
    faultOf({ body }) {
      const text = new TextDecoder().decode(body);
      const found = find(text);
      const request = parseJson(text);
      if (found === undefined || !isJsonObject(request)) return null;
      return found.script.faultOf?.(request, found.calls.length) ?? null;
    },
    behind: (simulator) => ({
      ...simulator,
      async send(request, signal) {
        const text = new TextDecoder().decode(request.body);
        const owner = find(text);
        const call = openCall(request, text);
        owner?.calls.push(call); // what belongs to no request of the client is not kept
        const over = Promise.withResolvers<void>();
        running.add(over.promise);
        const done = (): void => {
          running.delete(over.promise);
          over.resolve();
        };
        try {
          return await answer(simulator, request, { owner, call, wait, done, signal });
        } catch (error) {
          done();
          throw error;
        }
      },
    }),
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
  return desk;
}

function openCall({ headers }: BackendRequest, text: string): OpenCall {
  return {
    ...{ headers, text, status: 0, answerHeaders: [], answer: '', ended: 'end' },
    ...{ fault: 'none', pause: null },
  };
}

const json = ['content-type', 'application/json'] as const;
const isNoType = ([name]: readonly [string, string]): boolean => name.toLowerCase() !== json[0];

async function answer(
  simulator: Backend,
  request: BackendRequest,
  answering: Answering,
): Promise<BackendResponse> {
  const { owner, call, signal } = answering;
  const parsed = parseJson(call.text);
  const fault = isJsonObject(parsed) ? owner?.script.faultOf?.(parsed, owner.calls.length) : null;
  call.fault = owner?.script.refusal ? 'scripted' : (fault ?? 'none');
  const response = owner?.script.refusal
    ? refuse(owner.script.refusal)
    : await simulator.send(request, signal);
  const isPlain = response.status === 200 && isJsonObject(parsed) && parsed['stream'] !== true;
  const headers = isPlain ? response.headers.filter(isNoType).concat([json]) : response.headers;
  call.status = response.status;
  call.answerHeaders = headers;
  const body = isPlain ? wholeResponse(response.body) : response.body;
  return { ...response, headers, body: scriptedBody(body, answering) };
}

function refuse({ status, headers, body }: NonNullable<UpstreamScript['refusal']>) {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  async function* once() {
    yield { bytes, elapsedMs: 0 };
  }
  return { status, headers: [...headers, json], body: once() };
}
