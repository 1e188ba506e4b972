// A home for Codex CLI with a made-up ChatGPT login that points at the simulator.

/** Far enough that the client does not try to refresh made-up tokens. */
const validMs = 30 * 24 * 60 * 60 * 1000;
const account = '00000000-0000-4000-8000-000000000001';

/** A token in the usual shape, without a signature. */
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
 * The files of a `CODEX_HOME`.
 * @param url the simulator's https address
 * @param authority PEM of the certificate authority to trust: `SSL_CERT_FILE=.../ca.pem`
 */
export function madeUpCodexHome(
  url: string,
  authority: string,
  nowMs: number,
): Readonly<Record<string, string>> {
  const token = madeUpToken(nowMs);
  return {
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
}
