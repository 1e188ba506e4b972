// Which efforts a model takes, by family: a table, because no version number tells. The first row
// whose pattern fits holds. `minimal` is in no row: the Codex backend refuses it (teamclaude issue
// 154).

/** Every effort that is known, from least to most. */
export const effortScale: readonly string[] = [
  ...['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
];

export interface EffortFamily {
  /** Of the model's name without its provider, in lower case. */
  readonly pattern: RegExp;
  /** What it takes, from least to most. */
  readonly efforts: readonly string[];
  readonly source: string;
}

const liveErrors = "opencode PR 26268 (read from the API's own refusals)";
const codexModels = 'ai-sdk-provider-codex-cli PR 8 (from the catalogue of Codex CLI)';
const assumed = 'assumed to take what the family before it takes';

export const effortFamilies: readonly EffortFamily[] = [
  { pattern: /^o\d/, efforts: ['low', 'medium', 'high'], source: 'OpenAI reasoning guide' },
  { pattern: /^codex-mini/, efforts: ['low', 'medium', 'high'], source: 'OpenAI reasoning guide' },
  { pattern: /^gpt-5-pro/, efforts: ['high'], source: `models.dev PR 331; ${liveErrors}` },
  {
    pattern: /^gpt-5\.\d+-pro/,
    efforts: ['medium', 'high', 'xhigh'],
    source: liveErrors,
  },
  { pattern: /^gpt-5(\.1)?-codex-mini/, efforts: ['medium', 'high'], source: codexModels },
  {
    pattern: /^gpt-5\.1-codex-max/,
    efforts: ['low', 'medium', 'high', 'xhigh'],
    source: `vercel/ai PR 11056; ${codexModels}`,
  },
  {
    pattern: /^gpt-5(\.1)?-codex/,
    efforts: ['low', 'medium', 'high'],
    source: 'codex issue 6647',
  },
  {
    pattern: /^gpt-5\.\d+-codex/,
    efforts: ['low', 'medium', 'high', 'xhigh'],
    source: `${liveErrors}; CLIProxyAPI issue 4380 (no none)`,
  },
  {
    pattern: /^gpt-5(?!\.)/,
    efforts: ['low', 'medium', 'high'],
    source: 'ccs issue 344 (no xhigh); OpenAI reasoning guide (no none)',
  },
  {
    pattern: /^gpt-5\.1(?!\d)/,
    efforts: ['none', 'low', 'medium', 'high'],
    source: 'opencode issue 4451; livekit/agents PR 3966',
  },
  {
    pattern: /^gpt-5\.[2-5](?!\d)/,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
    source: liveErrors,
  },
  {
    pattern: /^gpt-5\.\d+/,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh', 'max'],
    source: 'OpenAI reasoning guide (max from gpt-5.6 on)',
  },
  {
    pattern: /^gpt-([6-9]|\d\d)/,
    efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
    source: `inspect_ai PR 5254 and bolna PR 1019 (gpt-6-astra, gpt-6.1-sol); others ${assumed}`,
  },
];

/** @param model as sent upstream; null: a model that no row knows */
export function findEffortFamily(model: string): EffortFamily | null {
  const name = model.toLowerCase().split('/').at(-1) ?? '';
  return effortFamilies.find(({ pattern }) => pattern.test(name)) ?? null;
}

/** The nearest effort that is taken; of two that are equally near, the greater. */
export function nearestEffort(effort: string, efforts: readonly string[]): string {
  const wanted = effortScale.indexOf(effort);
  const distance = (one: string): number => Math.abs(effortScale.indexOf(one) - wanted);
  return efforts.reduce((best, one) => (distance(one) <= distance(best) ? one : best));
}
