// Refused: parameters of the public API that the Codex backend does not take.
import { refuseDetail, type ValidationRule } from './rule.ts';

/** Parameters of the public API that the Codex backend refuses. */
export const unsupportedParameters: readonly string[] = [
  ...['max_output_tokens', 'temperature', 'top_p', 'frequency_penalty', 'presence_penalty'],
  ...['prompt_cache_retention', 'previous_response_id', 'metadata', 'user'],
];

export const unsupportedParameter: ValidationRule = {
  name: 'unsupported-parameter',
  trigger: `one of ${unsupportedParameters.join(', ')}`,
  source:
    '9router 812; sub2api 3954 and PR 589; geode PR 818; helm-api PR 351; new-api 4792; CLIProxyAPI 897; opencodex 2092; Lingtai PR 392; fleet-harness PR 839',
  isOnByDefault: true,
  check({ request }) {
    const found = Object.keys(request).find((name) => unsupportedParameters.includes(name));
    return found === undefined ? null : refuseDetail(`Unsupported parameter: ${found}`);
  },
};
