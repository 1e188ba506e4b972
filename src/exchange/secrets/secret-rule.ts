// What a rule for secrets is. Rules are data where others keep them (gitleaks.json), and code where
// they are ours (own-rules.ts).

export interface SecretRule {
  readonly name: string;
  /** In lower case: the rule is only tried around one of them. */
  readonly keywords: readonly string[];
  /** Global. Its last group that took part is the secret, else the whole match. */
  readonly pattern: RegExp;
  /** False: what was found is known not to be a secret. */
  isSecret(secret: string, match: RegExpExecArray): boolean;
}

/** Bits per character of a text, by its own counts (Shannon). */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** What people write in the place of a secret. */
const placeholder =
  /^(?:(.)\1*|\$?\{\{?.*|\$\w+|%\w+%|<.*|true|false|null|none|undefined|example|changeme|redacted)$|your[_-]?|x{6}|\*{3}|\.{3}|redacted:|(?:example|placeholder)/i;

export function isPlaceholder(text: string): boolean {
  return placeholder.test(text);
}
