// The lite contract of the Codex backend: Codex CLI says by a header that tools are an input item
// and that reasoning of all user turns is kept (captured from Codex CLI 0.169 with gpt-5.6 and
// gpt-6).
import { findHeader, type HeaderList } from '../../lib/header-list.ts';

export const liteHeader = 'x-openai-internal-codex-responses-lite';

/** As Codex CLI sends it. */
export const liteHeaderLine: readonly [string, string] = [liteHeader, 'true'];

/** The only `reasoning.context` that the contract allows. */
export const liteContext = 'all_turns';

/** The header's name in error messages of the backend. */
export const liteHeaderShown = 'X-OpenAI-Internal-Codex-Responses-Lite';

/** Whether a request says that it follows the contract. */
export function isLite(headers: HeaderList): boolean {
  return findHeader(headers, liteHeader)?.toLowerCase() === 'true';
}
