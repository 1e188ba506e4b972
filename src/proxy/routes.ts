// Which upstream a path belongs to. Everything that is not known is refused: a recording proxy with
// somebody's credentials in its requests must not be an open relay.

import type { Refusal } from '../lib/admission.ts';
import type { UpstreamName } from '../wire/upstreams.ts';

export type Route =
  | {
      readonly type: 'forward';
      readonly upstream: UpstreamName;
      /** False: forwarded, but neither body is stored (it may hold credentials). */
      readonly recordBodies: boolean;
    }
  | ({ readonly type: 'refused' } & Refusal);

interface Rule {
  readonly path: RegExp;
  readonly method?: string;
  readonly upstream: UpstreamName;
  readonly recordBodies: boolean;
}

/** First match wins. */
const rules: readonly Rule[] = [
  { path: /^\/v1\/messages(\/|$)/, upstream: 'anthropic', recordBodies: true },
  { path: /^\/$/, method: 'HEAD', upstream: 'anthropic', recordBodies: true },
  { path: /^\/api\/hello$/, upstream: 'anthropic', recordBodies: true },
  { path: /^\/api\//, upstream: 'anthropic', recordBodies: false },
  { path: /^(\/v1)?\/responses(\/|$)/, upstream: 'openai', recordBodies: true },
  { path: /^\/v1\/models(\/|$)/, upstream: 'openai', recordBodies: true },
  {
    path: /^\/backend-api\/codex\/(responses|models)(\/|$)/,
    upstream: 'chatgpt',
    recordBodies: true,
  },
  { path: /^\/backend-api\//, upstream: 'chatgpt', recordBodies: false },
];

/** @param target path with query, as received */
export function routeOf(method: string, target: string): Route {
  const path = target.split('?')[0] ?? '';
  if (!isPlainPath(target, path)) {
    return { type: 'refused', status: 400, message: 'the path is not a plain one' };
  }
  const rule = rules.find(
    (candidate) =>
      candidate.path.test(path) && (candidate.method === undefined || candidate.method === method),
  );
  if (rule === undefined) {
    const shown = path.slice(0, 100);
    return {
      type: 'refused',
      status: 404,
      message: `${method} ${shown} is not a path it forwards`,
    };
  }
  return { type: 'forward', upstream: rule.upstream, recordBodies: rule.recordBodies };
}

/**
 * No trick that an upstream may resolve to another path than the one that was matched: an encoding
 * that hides a separator or a dot, also one inside another or in overlong UTF-8, a step that begins
 * with a dot or what Unicode takes for one (servers drop what comes behind), a fragment. No path of
 * the vendors has such a step.
 */
function isPlainPath(target: string, path: string): boolean {
  if (!target.startsWith('/') || !/^[\x21-\x7e]+$/.test(target) || target.includes('#'))
    return false;
  const decoded = decodePath(path);
  return (
    decoded !== null &&
    decoded.split('/').length === path.split('/').length &&
    !/\/\/|[\\%?#]|\p{Cc}|\/\./u.test(decoded.normalize('NFKC'))
  );
}

/** null: not the UTF-8 that it should be. */
function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // URIError, the only one
  }
}
