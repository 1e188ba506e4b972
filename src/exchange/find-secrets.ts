// Finds things in bodies that look like secrets, before anything is shared. Pseudonymising replaces
// them anyway; a find means that the user should know that the session held one.
import { plural } from '../lib/plural.ts';

export interface SecretShape {
  readonly name: string;
  readonly pattern: RegExp;
}

export const secretShapes: readonly SecretShape[] = [
  { name: 'anthropic-key', pattern: /sk-ant-[A-Za-z0-9_-]{16,}/g },
  {
    name: 'openai-key',
    pattern:
      /(?<![A-Za-z0-9])sk-(?!ant-)(?=[A-Za-z_-]*[0-9])(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}/g,
  },
  { name: 'github-token', pattern: /gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,}/g },
  { name: 'gitlab-token', pattern: /glpat-[A-Za-z0-9_-]{20,}/g },
  { name: 'aws-access-key', pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g },
  { name: 'google-key', pattern: /AIza[A-Za-z0-9_-]{35}/g },
  { name: 'slack-token', pattern: /xox[abposr]-[A-Za-z0-9-]{10,}/g },
  { name: 'stripe-key', pattern: /[sr]k_live_[A-Za-z0-9]{16,}/g },
  { name: 'npm-token', pattern: /npm_[A-Za-z0-9]{36}/g },
  {
    name: 'json-web-token',
    pattern: /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g,
  },
  { name: 'private-key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g },
  { name: 'url-password', pattern: /[a-z][a-z0-9+.-]*:\/\/[^\s:@/"]+:[^\s:@/"]{3,}@/g },
  { name: 'bearer', pattern: /Bearer [A-Za-z0-9._~+/-]{20,}/g },
];

export interface SecretFound {
  /** Name of the shape. */
  readonly name: string;
  /** In UTF-16 units of the text that was searched. */
  readonly offset: number;
  /** First characters and length: enough to find it, too little to use it. */
  readonly masked: string;
}

const shownChars = 7;

/** All finds in a text, in its order. */
export function findSecrets(text: string): SecretFound[] {
  return secretShapes
    .flatMap(({ name, pattern }) =>
      [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
        name,
        offset: index,
        masked: `${found.slice(0, shownChars)}... (${plural(found.length, 'character')})`,
      })),
    )
    .sort((a, b) => a.offset - b.offset);
}
