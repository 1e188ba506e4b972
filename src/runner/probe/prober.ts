// Asks a backend one small request at a time, within a hard budget, and writes down what came back.

import type { Backend } from '../../domain/backend.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { plural } from '../../lib/plural.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { ProbeEvidence } from '../../profiles/probe-answers.ts';
import { fillerText } from '../../scenarios/filler.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { observeResponse } from '../observe-response.ts';

/** What a question wants to know, without what every request has. */
export interface ProbeRequest {
  /** A few words: what it is, for the evidence and the dry run. */
  readonly label: string;
  readonly input: readonly object[];
  readonly include?: boolean;
  readonly effort?: string;
  readonly context?: string;
  /** `session-id` header; absent: none. */
  readonly session?: string;
  /** `prompt_cache_key`; absent: none. */
  readonly key?: string;
}

export interface ProbeResult {
  readonly evidence: ProbeEvidence;
  /** Output items as they came. */
  readonly items: readonly ResponsesItem[];
}

/** A request as it would be sent, for the dry run. */
export interface PlannedRequest {
  readonly label: string;
  readonly headers: HeaderList;
  readonly body: ResponsesRequest;
}

export interface Prober {
  /** Never throws for a refusal; a request over the budget is not sent and has the status 0. */
  ask(request: ProbeRequest): Promise<ProbeResult>;
  /** A name that no other question and no other probe uses, for session and key. */
  session(purpose: string): string;
  /** A developer message of about so many tokens, never seen before. */
  prefix(purpose: string, tokens: number): object;
  /** Lets time pass on the backend's clock. */
  wait(ms: number): Promise<void>;
  readonly requests: number;
}

export interface ProberOptions {
  readonly backend: Backend;
  readonly model: string;
  /** Makes prefixes and names of this probe unlike those of any other. */
  readonly nonce: string;
  readonly requestsMax: number;
  readonly wait: (ms: number) => Promise<void>;
  readonly note: (line: string) => void;
}

const unanswered: Omit<ProbeEvidence, 'request' | 'status' | 'error'> = {
  input_tokens: null,
  cached_tokens: null,
  cache_write_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
};

export function buildProbeRequest(model: string, request: ProbeRequest): PlannedRequest {
  const { label, input, include = false, effort, context, session, key } = request;
  return {
    label,
    headers: session === undefined ? [] : [['session-id', session]],
    body: {
      model,
      // Some backends insist on the field; an empty text is accepted where others refuse any.
      instructions: '',
      stream: true,
      input: input as ResponsesItem[],
      ...((effort !== undefined || context !== undefined) && {
        reasoning: {
          ...(effort !== undefined && { effort }),
          ...(context !== undefined && { context }),
        },
      }),
      store: false,
      ...(include && { include: ['reasoning.encrypted_content'] }),
      ...(key !== undefined && { prompt_cache_key: key }),
    },
  };
}

function names(nonce: string): Pick<Prober, 'session' | 'prefix'> {
  return {
    session: (purpose) => `probe-${sha256(`${nonce} ${purpose}`).slice(0, 32)}`,
    prefix: (purpose, tokens) => ({
      type: 'message',
      role: 'developer',
      content: [{ type: 'input_text', text: fillerText(tokens, `${nonce} ${purpose}`) }],
    }),
  };
}

/** A prober that really asks. */
export function createProber(options: ProberOptions): Prober {
  const { backend, model, nonce, requestsMax, note } = options;
  let requests = 0;
  return {
    ...names(nonce),
    wait: options.wait,
    get requests() {
      return requests;
    },
    async ask(request) {
      const { label } = request;
      if (requests >= requestsMax) {
        const error = `not asked: the budget of ${plural(requestsMax, 'request')} is used up`;
        return { evidence: { ...unanswered, request: label, status: 0, error }, items: [] };
      }
      requests++;
      const { body, headers } = buildProbeRequest(model, request);
      const bytes = new TextEncoder().encode(JSON.stringify(body));
      const { status, usage, error, items } = await observeResponse(
        await backend.send({ body: bytes, headers }),
      );
      const input = usage?.inputTokens ?? null;
      const cached = usage?.cachedTokens ?? null;
      note(`${requests} ${label}: ${status}, cached ${cached} of ${input}`);
      return {
        items,
        evidence: {
          request: label,
          status,
          input_tokens: input,
          cached_tokens: cached,
          cache_write_tokens: usage?.cacheWriteTokens ?? null,
          output_tokens: usage?.outputTokens ?? null,
          reasoning_tokens: usage?.reasoningTokens ?? null,
          error,
        },
      };
    },
  };
}

/** In the place of what a real model would have reasoned. */
const plannedReasoning: ResponsesItem = {
  ...{ type: 'reasoning', id: 'rs_planned', summary: [] },
  encrypted_content: '(what the answer held)',
};

/** A prober that sends nothing: it keeps what it would have sent. */
export function createDryProber(
  model: string,
  nonce: string,
): Prober & { planned: PlannedRequest[] } {
  const planned: PlannedRequest[] = [];
  const asked = new Set<string>();
  return {
    ...names(nonce),
    planned,
    wait: async () => {},
    get requests() {
      return planned.length;
    },
    async ask(request) {
      planned.push(buildProbeRequest(model, request));
      // As if the header routed and all went well: the longest way through the questions.
      const place = JSON.stringify([request.session, request.input]);
      const cached_tokens = asked.has(place) ? 1 : 0;
      asked.add(place);
      const { label } = request;
      const evidence = {
        ...unanswered,
        request: label,
        status: 200,
        error: null,
        ...{ cached_tokens, reasoning_tokens: 1 },
      };
      return { evidence, items: [plannedReasoning] };
    },
  };
}
