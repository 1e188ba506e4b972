// What Codex CLI asks the ChatGPT backend besides responses: account routing, settings, plugins,
// analytics. Made-up answers, enough for a login with made-up tokens to work.
import type { JsonObject } from '../../lib/json.ts';
import { mcpPath } from './mcp-endpoint.ts';

/** Paths that a ChatGPT login touches; other paths stay 404. */
const besidesPath =
  /^\/(backend-api|api\/codex)\/(wham|ps|accounts|codex\/analytics-events|analytics-events|settings)(\/|$)/;
const accountsPath = /\/accounts\/check$/;

/**
 * The answer of a ChatGPT endpoint; null: not one of them.
 * @param origin of this server: Codex CLI routes a workspace to it, and insists on https
 * @param account as the client names it in `chatgpt-account-id`
 */
export function chatgptAnswer(path: string, origin: string, account: string): JsonObject | null {
  if (!besidesPath.test(path) || mcpPath.test(path)) return null;
  if (/\/plugins\//.test(path)) return { enabled: false, plugins: [], pagination: {} };
  if (!accountsPath.test(path)) return {};
  return {
    accounts: [
      {
        id: account,
        plan_type: 'plus',
        name: 'turntape-sim',
        workspace_backend_origin: origin,
        account_routing_override: 'us',
      },
    ],
    account_ordering: [account],
    default_account_id: account,
  };
}
