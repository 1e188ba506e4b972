// Writes src/exchange/secrets/gitleaks.json from gitleaks' default configuration
// (config/gitleaks.toml of github.com/gitleaks/gitleaks, MIT):
// `node tools/secret-rules/run.ts GITLEAKS.toml LICENSE COMMIT`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { toJavaScript } from './to-javascript.ts';

interface GivenRule {
  readonly id: string;
  readonly regex?: string;
  readonly keywords?: readonly string[];
  readonly entropy?: number;
  readonly secretGroup?: number;
  readonly allowlists?: readonly {
    readonly regexes?: readonly string[];
    readonly regexTarget?: string;
  }[];
}

/**
 * The first finds too much in prose and code: `assigned-secret` is there instead. The others try
 * more ways to match than a backtracking engine can: `bearer` and `basic-credentials` are there
 * instead.
 */
const leftOut = new Set(['generic-api-key', 'curl-auth-header', 'curl-auth-user']);

const [path = '', licencePath = '', commit = ''] = process.argv.slice(2);
const { rules } = parse(readFileSync(path, 'utf8')) as unknown as { rules: readonly GivenRule[] };
const kept = rules.flatMap((rule) => {
  const { id, regex, keywords = [], entropy, secretGroup, allowlists = [] } = rule;
  if (regex === undefined || leftOut.has(id)) return [];
  const allowed = allowlists
    .filter(({ regexTarget }) => regexTarget !== 'line')
    .flatMap(({ regexes = [] }) => regexes.map(toJavaScript));
  return {
    id,
    regex: toJavaScript(regex),
    keywords: keywords.map((word) => word.toLowerCase()),
    ...(entropy === undefined ? {} : { entropy }),
    ...(secretGroup === undefined ? {} : { secretGroup }),
    ...(allowed.length === 0 ? {} : { allowed }),
  };
});
for (const { regex, allowed = [] } of kept)
  for (const text of [regex, ...allowed]) new RegExp(text);
const source = `github.com/gitleaks/gitleaks, config/gitleaks.toml at ${commit}`;
const licence = readFileSync(licencePath, 'utf8').trim();
const out = join(import.meta.dirname, '../../src/exchange/secrets/gitleaks.json');
writeFileSync(out, `${JSON.stringify({ source, licence, rules: kept }, null, 2)}\n`);
process.stdout.write(`${kept.length} rules\n`);
