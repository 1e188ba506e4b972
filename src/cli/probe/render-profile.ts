// The profile of a backend as `probe` prints it.
import { plural } from '../../lib/plural.ts';
import type { BackendProfile } from '../../profiles/backend-profile.ts';

/** What a probe found, as text for a person. */
export function renderProfile({ answers, requests, label }: BackendProfile): string {
  const lines = answers.map(({ question, finding, confidence, parameters, rules_on }) => {
    const found = [
      ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
      ...rules_on.map((rule) => `rules_on=${rule}`),
    ];
    return `${question} (confidence ${confidence})\n  ${finding}\n  ${found.join(' ') || 'sets nothing'}`;
  });
  return [...lines, `${plural(requests, 'request')}, ${label}`].join('\n');
}
