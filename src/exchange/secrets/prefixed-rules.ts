// Tokens that say by their first characters what they are. Vendors choose these so that scanners
// find them: a row each, and no rule needs more than the prefix and what may follow it.
import type { SecretRule } from './secret-rule.ts';

type Row = readonly [vendor: string, prefix: string, rest: string];

const word = (min: number): string => `[A-Za-z0-9]{${min},}`;
const wide = (min: number): string => `[A-Za-z0-9_-]{${min},}`;
const hex = (min: number): string => `[a-f0-9]{${min},}`;
const uuid = '[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}';

/** The prefix as it is written, what follows as an expression. */
const rows: readonly Row[] = [
  ['openai-ephemeral', 'ek_', hex(32)],
  ['openai-session', 'sess-', word(32)],
  ['google-access', 'ya29.', wide(40)],
  ['google-key-2025', 'AQ.A', wide(38)],
  ['google-hmac', 'GOOG1', '[A-Z0-9]{20,}'],
  ['replicate', 'r8_', word(32)],
  ['fireworks', 'fw_', word(20)],
  ['together', 'tgp_v1_', wide(32)],
  ['cerebras', 'csk-', word(40)],
  ['nvidia', 'nvapi-', wide(40)],
  ['elevenlabs', 'sk_', hex(40)],
  ['langsmith', 'lsv2_', '(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{8,}'],
  ['tavily', 'tvly-', wide(24)],
  ['pinecone', 'pcsk_', '[A-Za-z0-9]{4,8}_[A-Za-z0-9]{40,}'],
  ['wandb', 'wandb_v1_', wide(40)],
  ['firecrawl', 'fc-', hex(32)],
  ['e2b', 'e2b_', hex(36)],
  ['modal', 'ak-', '[A-Za-z0-9]{22}(?![A-Za-z0-9_-])'],
  ['modal-secret', 'as-', '[A-Za-z0-9]{22}(?![A-Za-z0-9_-])'],
  ['voyage', 'pa-', '[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])'],
  ['jina', 'jina_', word(40)],
  ['cursor', 'key_', hex(48)],
  ['bitbucket', 'ATBB', word(28)],
  ['bitbucket-access', 'ATCTT3', `${wide(60)}=?[A-F0-9]{0,8}`],
  ['atlassian', 'ATATT3', `${wide(60)}=?[A-F0-9]{0,8}`],
  ['amazon-mws', 'amzn.mws.', uuid],
  ['amazon-bedrock', 'bedrock-api-key-', '[A-Za-z0-9+/]{40,}={0,2}'],
  ['cloudflare-user', 'cfut_', wide(36)],
  ['cloudflare-account', 'cfat_', wide(36)],
  ['cloudflare-key', 'cfk_', wide(36)],
  ['vercel', 'vc', '[pirak]_[A-Za-z0-9]{40,}'],
  ['vercel-blob', 'vercel_blob_rw_', '[A-Za-z0-9]{10,}_[A-Za-z0-9]{20,}'],
  ['netlify', 'nfp_', word(32)],
  ['fly', 'fo1_', wide(36)],
  ['render', 'rnd_', word(24)],
  ['supabase', 'sbp_', hex(40)],
  ['supabase-secret', 'sb_secret_', wide(20)],
  ['neon', 'napi_', word(40)],
  ['sentry-organization', 'sntrys_', '[A-Za-z0-9_+/=-]{60,}'],
  ['sentry-user', 'sntryu_', hex(40)],
  ['newrelic', 'NRAK-', '[A-Z0-9]{24,}'],
  ['honeycomb', 'hc', 'a[ibm]k_01[a-z0-9]{50,}'],
  ['posthog', 'ph', '[xs]_[A-Za-z0-9]{32,}'],
  ['launchdarkly', 'sdk-', uuid],
  ['launchdarkly-api', 'api-', uuid],
  ['notion', 'ntn_', word(40)],
  ['notion-old', 'secret_', '[A-Za-z0-9]{43}(?![A-Za-z0-9_])'],
  ['airtable', 'pat', '[A-Za-z0-9]{14}\\.[a-f0-9]{64}'],
  ['figma', 'fig', '[a-z]{1,3}_[A-Za-z0-9_-]{36,}'],
  ['clickup', 'pk_', '\\d{6,10}_[A-Z0-9]{30,}'],
  ['hubspot', 'pat-', `(?:na|eu|ap|ca)\\d-${uuid}`],
  ['mailgun', 'key-', '[a-f0-9]{32}(?![A-Za-z0-9])'],
  ['resend', 're_', '[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,}'],
  ['brevo', 'xkeysib-', `${hex(60)}-[A-Za-z0-9]{16}`],
  ['plaid', 'access-', `(?:production|development|sandbox)-${uuid}`],
  ['square', 'sq0', '(?:atp|csp|idp)-[A-Za-z0-9_-]{22,}'],
  ['stripe-organization', 'sk_org_', '(?:live|test)_[A-Za-z0-9]{20,}'],
  ['shopify-user', 'shp', 'ua_[a-fA-F0-9]{32}'],
  ['slack-browser', 'xox', '[a-z]-[A-Za-z0-9%._-]{20,}'],
  ['slack-app', 'xapp-', '\\d-[A-Z0-9]+-\\d+-[a-f0-9]{40,}'],
  ['infisical', 'st.', '[A-Za-z0-9-]{8,40}\\.[a-f0-9]{24,}\\.[a-f0-9]{24,}'],
  ['tailscale', 'tskey-', '[a-z]+-[A-Za-z0-9-]{20,}'],
  ['mapbox', 'sk.eyJ', '[A-Za-z0-9_-]{30,}\\.[A-Za-z0-9_-]{20,}'],
  ['crates', 'cio', '[A-Za-z0-9]{32}(?![A-Za-z0-9_])'],
  ['nuget', 'oy2', '[a-z0-9]{43}(?![a-z0-9])'],
  ['sonar', 'sq', '[uap]_[a-f0-9]{40}'],
  ['circleci', 'CCI', 'P(?:AT|RJ)_[A-Za-z0-9]{16,}_[a-f0-9]{40}'],
  ['buildkite', 'bk', '[a-z]{2}_[A-Za-z0-9]{36,}'],
  ['linear-oauth', 'lin_oauth_', hex(40)],
  ['wakatime', 'waka_', uuid],
  ['ory', 'ory_', '(?:pat|at|rt|st|ac)_[A-Za-z0-9_-]{30,}'],
  ['typeform', 'tfp_', wide(40)],
  ['dropbox', 'sl.', '(?:u\\.)?[A-Za-z0-9_-]{120,}'],
  ['facebook', 'EAA', '[A-Za-z0-9]{80,}'],
  ['instagram', 'IGQ', '[A-Za-z0-9_-]{100,}'],
  ['twitter', 'AAAAAAAAAAAAAAAAAAAAA', '[A-Za-z0-9%]{40,}'],
  ['twitch', 'oauth:', '[a-z0-9]{30}(?![a-z0-9])'],
  ['zapier-webhook', 'hooks.zapier.com/hooks/catch/', '\\d+/[a-z0-9]+'],
  ['putty-key', 'PuTTY-User-Key-File-', '\\d'],
  ['minisign-key', 'minisign encrypted secret key', ''],
  ['crypt-hash', '$', '(?:apr1|[156y]|2[abxy]|argon2id?)\\$[A-Za-z0-9./$,=-]{20,}'],
];

/** Behind a prefix that other words hold too, only what looks random. */
const looksRandom = (secret: string): boolean => /\d|[A-Z]/.test(secret) || secret.length < 40;

export const prefixedRules: readonly SecretRule[] = rows.map(([vendor, prefix, rest]) => ({
  name: /(?:key|hash|webhook)$/.test(vendor) ? vendor : `${vendor}-token`,
  keywords: keywordsOf(vendor, prefix),
  pattern: new RegExp(`(?<![A-Za-z0-9_-])${prefix.replaceAll(/[.$]/g, '\\$&')}${rest}`, 'g'),
  isSecret: looksRandom,
}));

/** A lone `$` is everywhere: what must follow it is part of the keyword. */
function keywordsOf(vendor: string, prefix: string): readonly string[] {
  if (vendor !== 'crypt-hash') return [prefix.toLowerCase()];
  return ['$apr1$', '$1$', '$5$', '$6$', '$y$', '$2a$', '$2b$', '$2x$', '$2y$', '$argon2'];
}
