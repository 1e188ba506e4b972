// Where a live backend is, and what it is sent besides requests, without opening it.
import { chatgptBase } from './chatgpt.ts';
import { openaiBase } from './openai.ts';
import { responsesEndpoint } from './responses-url.ts';

export interface LiveAddress {
  readonly url: string;
  /** Credentials that would go there, in words. */
  readonly credentials: string;
}

/** @throws HarnessError `usage` for what is neither a backend's name nor an http(s) address */
export function liveAddress(backend: string): LiveAddress {
  switch (backend) {
    case 'openai':
      return {
        url: responsesEndpoint(openaiBase).href,
        credentials: 'OPENAI_API_KEY (--use-api-key)',
      };
    case 'chatgpt':
      return {
        url: responsesEndpoint(chatgptBase).href,
        credentials: 'the login of Codex CLI (--use-codex-login)',
      };
    default:
      return {
        url: responsesEndpoint(backend).href,
        credentials: 'none, or OPENAI_API_KEY with --use-api-key',
      };
  }
}
