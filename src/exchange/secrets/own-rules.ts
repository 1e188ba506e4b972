// Rules beside those of gitleaks.json: the keys of the clients that are recorded, kinds that it
// lacks, and looser forms of kinds that it finds only in configuration files.
import { isBasic } from './named-rules.ts';
import { entropyOf, isPlaceholder, type SecretRule } from './secret-rule.ts';

type OwnRule = readonly [
  name: string,
  keywords: readonly string[],
  pattern: RegExp,
  isSecret?: SecretRule['isSecret'],
];

const digitAndLetter = /(?=.*[0-9])(?=.*[A-Za-z])/;

/**
 * A value beside a name that says that it is secret. Passwords may be short; names with `key` and
 * `token` are frequent in code, so their values must look random.
 */
function isAssigned(secret: string, match: RegExpExecArray): boolean {
  const name = match[1] ?? '';
  const next = match.input[match.index + match[0].length] ?? '';
  if (isPlaceholder(secret) || /[([]/.test(next)) return false;
  // A member of an object, a type, a path: code and not a value.
  if (/^[A-Za-z_$][\w$]*(?:[.:]+[A-Za-z_$][\w$]*)+$/.test(secret)) return false;
  if (/pass|pwd/i.test(name)) return /[^A-Za-z]/.test(secret) && !/^[\d.]+$/.test(secret);
  return secret.length >= 16 && digitAndLetter.test(secret) && entropyOf(secret) >= 3;
}

const rules: readonly OwnRule[] = [
  ['anthropic-key', ['sk-ant-'], /sk-ant-[A-Za-z0-9_-]{16,}/g],
  [
    'openai-key',
    ['sk-'],
    /(?<![A-Za-z0-9])sk-(?!ant-)(?:(?=[A-Za-z_-]*[0-9])(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}|(?:proj-|svcacct-)?[A-Za-z0-9]{32,})/g,
  ],
  [
    'github-token',
    ['gh', 'github_pat_'],
    /gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,}/g,
  ],
  ['gitlab-token', ['glpat-'], /glpat-[A-Za-z0-9_-]{20,}/g],
  ['aws-access-key', ['akia', 'asia'], /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g],
  [
    'aws-secret-key',
    ['secret'],
    /aws.{0,20}secret.{0,30}?[:=\s]["'\s]{0,4}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
  ],
  ['google-key', ['aiza'], /AIza[A-Za-z0-9_-]{35}/g],
  ['google-client-secret', ['gocspx-'], /GOCSPX-[A-Za-z0-9_-]{20,}/g],
  ['google-refresh-token', ['1//'], /(?<![\w/])1\/\/0[A-Za-z0-9_-]{30,}/g],
  ['slack-token', ['xox'], /xox[abeposr]-[A-Za-z0-9-]{10,}/g],
  ['slack-webhook', ['hooks.slack.com'], /hooks\.slack\.com\/(?:services|workflows)\/[\w/-]{20,}/g],
  ['stripe-key', ['k_live_', 'k_test_'], /[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g],
  ['stripe-webhook-secret', ['whsec_'], /whsec_[A-Za-z0-9+/=]{24,}/g],
  ['npm-token', ['npm_'], /npm_[A-Za-z0-9]{36}/g],
  ['npmrc-token', ['_authtoken', '_auth'], /_auth(?:Token)?\s*=\s*["']?([A-Za-z0-9+/=_.-]{8,})/g],
  ['pypi-token', ['pypi-'], /pypi-[A-Za-z0-9_-]{50,}/g],
  ['hugging-face-token', ['hf_'], /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/g],
  ['xai-key', ['xai-'], /(?<![A-Za-z0-9])xai-[A-Za-z0-9]{40,}/g],
  ['groq-key', ['gsk_'], /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{32,}/g],
  ['docker-token', ['dckr_'], /dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/g],
  ['databricks-token', ['dapi'], /(?<![A-Za-z0-9])dapi[a-f0-9]{32}(?:-\d)?/g],
  ['digitalocean-token', ['do'], /do[opr]_v1_[a-f0-9]{64}/g],
  ['sendgrid-key', ['sg.'], /SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}/g],
  ['twilio-key', ['sk', 'ac'], /(?<![A-Za-z0-9])(?:SK|AC)[a-f0-9]{32}(?![A-Za-z0-9])/g],
  ['shopify-token', ['shp'], /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/g],
  ['linear-key', ['lin_api_'], /lin_api_[A-Za-z0-9]{32,}/g],
  ['vault-token', ['hv', 's.'], /(?<![A-Za-z0-9])hv[bsr]\.[A-Za-z0-9_-]{24,}/g],
  ['age-key', ['age-secret-key-'], /AGE-SECRET-KEY-1[0-9A-Z]{50,}/gi],
  ['telegram-token', [':aa'], /(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{32,34}(?![\w-])/g],
  [
    'discord-token',
    ['.'],
    /(?<![\w.-])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}(?![\w-])/g,
  ],
  ['discord-webhook', ['/api/webhooks/'], /discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{40,}/g],
  ['azure-storage-key', ['accountkey='], /AccountKey=([A-Za-z0-9+/]{40,}={0,2})/gi],
  ['azure-signature', ['sig='], /[?&]sig=([A-Za-z0-9%+/]{40,}(?:=|%3D)?)/gi],
  ['azure-client-secret', ['q~'], /(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{31,34}(?![\w~.-])/g],
  [
    'cloudflare-token',
    ['cloudflare', 'cf_'],
    /(?:cloudflare|\bcf)[\w.-]{0,30}["'\s:=]{1,6}([A-Za-z0-9_-]{37,40})(?![\w-])/gi,
  ],
  ['cloudflare-origin-key', ['v1.0-'], /v1\.0-[a-f0-9]{24}-[a-f0-9]{100,}/g],
  ['openai-refresh-token', ['rt.', 'rt_'], /(?<![\w.])rt[._][A-Za-z0-9][A-Za-z0-9._-]{40,}/g],
  ['json-web-token', ['eyj'], /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
  ['json-web-key', ['"kty"', '\\"kty\\"'], /\\?"d\\?"\s*:\s*\\?"([A-Za-z0-9_-]{40,})/g],
  ['private-key', ['-----begin'], /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----/g],
  [
    'url-password',
    ['://'],
    /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/"'\\]{0,100}:([^\s"'/\\]{3,200})@[\w[.-]/gi,
    (secret) => !isPlaceholder(secret),
  ],
  ['bearer', ['bearer'], /\bbearer[ \t]+([A-Za-z0-9._~+/-]{20,}=*)/gi],
  ['basic-credentials', ['basic'], /\bbasic[ \t]+([A-Za-z0-9+/]{8,}={0,2})/gi, isBasic],
  [
    'assigned-secret',
    ['passw', 'passphrase', 'pwd', 'secret', 'token', 'api_key', 'apikey', 'api-key', 'access_key'],
    /([\w.-]{0,40}(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key)[\w-]{0,20})\\?["']?\s{0,3}(?:=>|:=|[:=])\s{0,3}\\?["']?([^\s"'`,;<>(){}[\]\\]{6,200})/gi,
    isAssigned,
  ],
];

export const ownRules: readonly SecretRule[] = rules.map(
  ([name, keywords, pattern, isSecret = () => true]) => ({ name, keywords, pattern, isSecret }),
);
