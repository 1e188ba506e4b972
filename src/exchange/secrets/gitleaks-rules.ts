// The rules that gitleaks keeps, as data: `tools/secret-rules/run.ts` writes the file.
import data from './gitleaks.json' with { type: 'json' };
import { entropyOf, isPlaceholder, type SecretRule } from './secret-rule.ts';

interface GivenRule {
  readonly id: string;
  readonly regex: string;
  readonly keywords: readonly string[];
  readonly entropy?: number;
  readonly secretGroup?: number;
  readonly allowed?: readonly string[];
}

export function readGitleaksRules(): SecretRule[] {
  return (data.rules as readonly GivenRule[]).map(toRule);
}

function toRule({ id, regex, keywords, entropy = 0, allowed = [] }: GivenRule): SecretRule {
  const exceptions = allowed.map((text) => new RegExp(text));
  return {
    name: id,
    keywords,
    pattern: new RegExp(regex, 'g'),
    isSecret: (secret) =>
      entropyOf(secret) >= entropy &&
      !isPlaceholder(secret) &&
      !exceptions.some((exception) => exception.test(secret)),
  };
}
