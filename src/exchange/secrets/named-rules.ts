// Secrets without a form, known by what stands beside them: the name of a member, of a
// variable or of a header, a command's flag, a sentence. Their values must look like one.
import { entropyOf, isPlaceholder, type SecretRule } from './secret-rule.ts';

const hasDigit = /\d/;
const hasLetter = /[A-Za-z]/;
/** Of what a shell or a program puts there. */
const isComputed = (secret: string): boolean =>
  /[$(<{]|^\/|^\.|\.{3}|^[a-z]+-[a-z-]+-id$|-1234567890/.test(secret);

/** Chosen by a machine. */
function isRandom(secret: string): boolean {
  if (isPlaceholder(secret) || isComputed(secret)) return false;
  const isMixed = hasDigit.test(secret) && hasLetter.test(secret);
  return secret.length >= 16 && isMixed && entropyOf(secret) >= 3;
}

/** Chosen by a person: a word with a digit in it. */
function isChosen(secret: string): boolean {
  if (secret.length < 6 || isPlaceholder(secret) || isComputed(secret)) return false;
  return hasDigit.test(secret) && hasLetter.test(secret);
}

const isLongChosen = (secret: string): boolean => isChosen(secret) && entropyOf(secret) >= 3;

/** `user:password` in base64 (RFC 7617). */
export function isBasic(secret: string): boolean {
  const text = Buffer.from(secret, 'base64').toString('utf8');
  return /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(text);
}

/** Between a name and its value, in JSON, YAML, shells and code; quotes may be escaped. */
const between = String.raw`\\?["']?\s{0,3}(?:=>|:=|[:=：])\s{0,3}\\?["'${'`'}]?`;
const value = String.raw`([^\s"'${'`'},;<>(){}[\]\\]{6,400})`;

type NamedRule = readonly [
  name: string,
  keywords: readonly string[],
  pattern: RegExp,
  isSecret: (secret: string) => boolean,
];

const rules: readonly NamedRule[] = [
  [
    'named-key',
    ['key'],
    new RegExp(
      `(?:sign(?:ing|ed)|encrypt(?:ion)?|master|app|application|private|preshared|service` +
        `|license|licence|admin|account|access|auth|storage|webhook|hmac|deploy|secret)` +
        `[_-]?key(?:[_-]?data)?${between}(?:base64:)?${value}`,
      'gi',
    ),
    isRandom,
  ],
  [
    'named-credential',
    ['credential', '_pat', '_auth'],
    new RegExp(`(?:credentials?|[a-z]_pat|[a-z]_auth)${between}${value}`, 'gi'),
    isRandom,
  ],
  [
    'short-password-name',
    ['pass', 'pw'],
    new RegExp(String.raw`(?<![A-Za-z])(?:\w{1,40}[_-])?(?:pass|pw)${between}${value}`, 'gi'),
    isLongChosen,
  ],
  [
    'password-in-words',
    ['passwor', 'passphrase', 'passcode', 'kennwort', 'contrase', 'senha', 'mot de passe'],
    new RegExp(
      '(?:passwor[dt]|passphrase|passcode|kennwort|contraseña|senha|mot de passe)' +
        String.raw`(?:${between}|\s{1,3}:\s{0,3}|\s{1,3}(?:is|was|ist|es|est)\s{1,3}["']?)${value}`,
      'gi',
    ),
    isChosen,
  ],
  [
    'password-in-words',
    ['密码', '口令', 'пароль', 'パスワード'],
    new RegExp(
      String.raw`(?:密码|口令|пароль|パスワード)(?:${between}|\s{0,3}[是は]\s{0,3})${value}`,
      'gi',
    ),
    isChosen,
  ],
  [
    'authorization',
    ['authorization'],
    new RegExp(
      String.raw`authorization${between}(?:(?:token|ssws|api-?key|key|negotiate)\s{1,3})?` +
        '([A-Za-z0-9._~+/=-]{20,4000})',
      'gi',
    ),
    isRandom,
  ],
  ['authorization', ['apikey'], /\bapikey[ \t]+([A-Za-z0-9+/]{12,}={0,2})/gi, isBasic],
  ['docker-login', ['auth'], /\\?"auth\\?"\s{0,3}:\s{0,3}\\?"([A-Za-z0-9+/]{8,}={0,2})/g, isBasic],
  [
    'cookie',
    ['cookie'],
    new RegExp(String.raw`cookie${between}[^=\s;"']{1,100}=([^;\s"'\\]{20,4000})`, 'gi'),
    isRandom,
  ],
  [
    'password-flag',
    ['-pass', '-secret'],
    /--?(?:password|passwd|pass|secret|client-secret)[ =]["']?([^\s"'`\\]{6,200})/gi,
    isChosen,
  ],
  [
    'token-flag',
    ['-key', '--key', '--apikey', '-token'],
    /--(?:[a-z]{1,20}-)?(?:api-key|apikey|token|key)[ =]["']?([^\s"'`\\]{16,400})/gi,
    isRandom,
  ],
  [
    'curl-user',
    ['curl'],
    /\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]?["']?[^\s:"'$]{1,80}:([^\s"'\\]{4,200})/g,
    (secret) => !isPlaceholder(secret) && !isComputed(secret),
  ],
  ['command-password', ['sshpass'], /\bsshpass\s+-p\s*["']?([^\s"'\\]{4,200})/g, isChosen],
  [
    'command-password',
    ['mysql'],
    /\bmysql(?:dump|admin)?\b[^\n]{0,120}?\s-p([^\s"'\\]{6,200})/g,
    isChosen,
  ],
  [
    'netrc',
    ['login', 'machine'],
    /\blogin\s{1,8}\S{1,100}\s{1,8}password\s{1,8}([^\s"\\]{4,200})/g,
    (secret) => !isPlaceholder(secret),
  ],
  [
    'pgpass',
    [':5432:', ':*:'],
    /(?<![\w.-])[\w.*-]{1,100}:(?:5432|\*):[\w*-]{1,64}:[\w*-]{1,64}:([^\s"'\\:]{6,100})/g,
    isChosen,
  ],
  [
    'xml-password',
    ['<pass', '<secret', '<token', '<api'],
    /<(?:passw(?:or)?d|passphrase|secret|token|api-?key)>\{?([^<\s{}]{6,400})\}?</gi,
    isChosen,
  ],
  [
    'xml-setting',
    ['value='],
    new RegExp(
      String.raw`(?:key|name|id)=\\?["'][\w.:-]{0,40}(?:passw(?:or)?d|secret|token|api[_-]?key)` +
        String.raw`\w{0,20}\\?["']\s{1,3}value=\\?["']([^"'\\]{6,400})`,
      'gi',
    ),
    isChosen,
  ],
  [
    'mnemonic',
    ['mnemonic', 'phrase'],
    new RegExp(
      `(?:mnemonic|(?:seed|recovery|secret)[ _-]?phrase)${between}` +
        String.raw`((?:[a-z]{3,8}\s){11,23}[a-z]{3,8})`,
      'gi',
    ),
    () => true,
  ],
  ['azure-key', ['jqqj99'], /[A-Za-z0-9]{40,60}JQQJ99[A-Za-z0-9]{20,}/g, () => true],
  ['azure-devops-token', ['azdo'], /[A-Za-z0-9]{70,80}AZDO[A-Za-z0-9]{4}/g, () => true],
  ['azure-key', ['sharedaccesskey='], /SharedAccessKey=([A-Za-z0-9+/]{40,}={0,2})/gi, isRandom],
  [
    'azure-function-key',
    ['code='],
    /azurewebsites\.net\/[^\s"']{0,200}[?&]code=([\w%-]{30,})/g,
    isRandom,
  ],
  ['entra-refresh-token', ['.agab'], /[01]\.A[\w-]{10,}\.AgAB[\w-]{60,}/g, () => true],
  ['amazon-signature', ['signature='], /X-Amz-Signature=([a-f0-9]{64})/gi, () => true],
  ['mailchimp-key', ['-us'], /(?<![a-f0-9])[a-f0-9]{32}-us\d{1,2}(?!\d)/g, () => true],
];

export const namedRules: readonly SecretRule[] = rules.map(
  ([name, keywords, pattern, isSecret]) => ({ name, keywords, pattern, isSecret }),
);
