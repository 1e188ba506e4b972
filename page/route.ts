// The page's state is in its address, behind the #: a link opens what its sender saw.
export type CallTab = 'diff' | 'items' | 'timeline' | 'raw' | 'headers' | 'usage' | 'sides';

export const callTabs: readonly CallTab[] = [
  ...(['diff', 'items', 'timeline', 'raw', 'headers', 'usage', 'sides'] as const),
];

export type Route =
  | { readonly view: 'sessions'; readonly query: URLSearchParams }
  | { readonly view: 'session'; readonly session: string; readonly query: URLSearchParams }
  | {
      readonly view: 'call';
      readonly session: string;
      readonly call: string;
      readonly tab: CallTab | null;
      readonly query: URLSearchParams;
    }
  | { readonly view: 'runs'; readonly query: URLSearchParams }
  | { readonly view: 'run'; readonly run: string; readonly query: URLSearchParams }
  | {
      readonly view: 'trial';
      readonly run: string;
      readonly trial: string;
      readonly query: URLSearchParams;
    };

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?');
  const query = new URLSearchParams(search);
  const [view, id = '', inner, call = '', tab] = path.split('/').filter(Boolean).map(decode);
  if (view === 'session' && inner === 'call') {
    const known = callTabs.find((one) => one === tab) ?? null;
    return { view: 'call', session: id, call, tab: known, query };
  }
  if (view === 'session') return { view: 'session', session: id, query };
  if (view === 'run' && inner === 'trial') return { view: 'trial', run: id, trial: call, query };
  if (view === 'run') return { view: 'run', run: id, query };
  if (view === 'runs') return { view: 'runs', query };
  return { view: 'sessions', query };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withQuery(path: string, query: Readonly<Record<string, string | null>>): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  const search = new URLSearchParams(entries).toString();
  return search === '' ? path : `${path}?${search}`;
}

export function sessionLink(session: string, query: Record<string, string | null> = {}): string {
  return withQuery(`#/session/${encodeURIComponent(session)}`, query);
}

export function callLink(
  session: string,
  call: string,
  tab: CallTab | null = null,
  query: Record<string, string | null> = {},
): string {
  const path = `${sessionLink(session)}/call/${encodeURIComponent(call)}`;
  return withQuery(tab === null ? path : `${path}/${tab}`, query);
}

export function trialLink(run: string, trial: string): string {
  return `#/run/${encodeURIComponent(run)}/trial/${encodeURIComponent(trial)}`;
}

/** Changes the address without a new entry in the history. */
export function replaceQuery(query: Readonly<Record<string, string | null>>): void {
  const [path = '#/', search = ''] = location.hash.split('?');
  const merged = Object.fromEntries(new URLSearchParams(search));
  history.replaceState(null, '', withQuery(path || '#/', { ...merged, ...query }));
}
