// Play: what the upstream says when it does not answer, each in a conversation for itself.
import type { HeaderList } from '../../lib/header-list.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Play, UpstreamScript } from '../stage/stage.ts';

function refusal(
  status: number,
  type: string,
  code: string | null,
  message: string,
  headers: HeaderList = [],
): Pick<UpstreamScript, 'refusal'> {
  const body: JsonObject = { error: { message, type, param: null, code } };
  return { refusal: { status, headers, body } };
}

const invalid = 'invalid_request_error';
const scripts: Readonly<Record<string, Pick<UpstreamScript, 'refusal'>>> = {
  'a 400': refusal(400, invalid, 'invalid_value', "Invalid value: 'x'."),
  'a 401': refusal(401, 'authentication_error', 'invalid_api_key', 'Incorrect API key provided.'),
  'a 429': refusal(429, 'tokens', 'rate_limit_exceeded', 'Rate limit reached.', [
    ['retry-after', '7'],
  ]),
  'a 500': refusal(500, 'server_error', 'server_error', 'An error occurred.'),
  'a 503': refusal(503, 'service_unavailable_error', 'server_is_overloaded', 'Try again later.'),
  'a context that is too long': refusal(
    ...([400, invalid, 'context_length_exceeded'] as const),
    'Your input exceeds the context window of this model.',
  ),
};

export const errors: Play = {
  name: 'errors',
  title: 'errors of the upstream',
  async run(stage) {
    for (const [label, script] of Object.entries(scripts)) {
      const talk = stage.conversation({ name: label });
      talk.user('Question.');
      await talk.ask({ label, ...script });
    }
  },
};
