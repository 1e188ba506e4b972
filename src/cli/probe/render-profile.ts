// What a probe found, as text for a person: question by question.
import { plural } from '../../lib/plural.ts';
import type { ProfileFile } from '../../profiles/profile-file.ts';

/** @param requests that were sent */
export function renderProfile({ models, label }: ProfileFile, requests: number): string {
  const rules = models
    .flatMap(({ periods }) => periods)
    .flatMap((period) => Object.entries(period.rules));
  const questions = Map.groupBy(rules, ([, rule]) => String(rule['question']));
  const lines = [...questions].map(([question, own]) => {
    const found = own.flatMap(([name, { value }]) => (value === null ? [] : `${name}=${value}`));
    const [, first] = own.find(([, { value }]) => value !== null) ?? own[0] ?? [];
    return `${question} (confidence ${first?.confidence})\n  ${first?.['finding']}\n  ${found.join(' ') || 'sets nothing'}`;
  });
  return [...lines, `${plural(requests, 'request')}, ${label}`].join('\n');
}
