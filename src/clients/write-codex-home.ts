// A private home for Codex CLI with a made-up ChatGPT login that points at the simulator. Writes into
// a new folder only: nobody's own configuration is touched.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../lib/harness-error.ts';

/** Far enough that the client does not try to refresh made-up tokens. */
const validMs = 30 * 24 * 60 * 60 * 1000;
const account = '00000000-0000-4000-8000-000000000001';

/** A token in the usual shape, signed by nobody. */
function madeUpToken(nowMs: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    email: 'nobody@example.invalid',
    exp: Math.floor((nowMs + validMs) / 1000),
    'https://api.openai.com/auth': {
      chatgpt_plan_type: 'plus',
      chatgpt_account_id: account,
      chatgpt_user_id: 'user-made-up',
    },
  };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${part({})}`;
}

/**
 * Writes `config.toml`, `auth.json` and `ca.pem` into a folder that does not exist yet.
 * @param url the simulator's https address
 * @throws HarnessError `usage` when the folder is there already
 */
export function writeCodexHome(
  folder: string,
  url: string,
  authority: string,
  nowMs: number,
): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    throw new HarnessError(
      'usage',
      `cannot make the folder ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      'Name a folder that does not exist yet, in one that does',
      error,
    );
  }
  const token = madeUpToken(nowMs);
  const files = {
    'ca.pem': authority,
    'config.toml': [
      'model = "gpt-5.5"',
      `chatgpt_base_url = "${url}/backend-api"`,
      `openai_base_url = "${url}/backend-api/codex"`,
      '',
    ].join('\n'),
    'auth.json': JSON.stringify({
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      tokens: {
        id_token: token,
        access_token: token,
        refresh_token: 'made-up',
        account_id: account,
      },
      last_refresh: new Date(nowMs).toISOString(),
    }),
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    chmodSync(join(folder, name), 0o600);
  }
}
