// Starts the page: takes its source, reads what it is about, follows the address.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { About } from '../src/view/api.ts';
import { visible } from './format.ts';
import { callLink, parseRoute, type Route, sessionLink } from './route.ts';
import { createEmbeddedSource, createServerSource, type EmbeddedData } from './source.ts';
import { type App, AppContext } from './use.ts';
import { Call } from './views/call.tsx';
import { Run } from './views/run.tsx';
import { Runs } from './views/runs.tsx';
import { Session } from './views/session.tsx';
import { Sessions } from './views/sessions.tsx';
import { Trial } from './views/trial.tsx';

function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = (): void => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}

function View({ route }: { readonly route: Route }) {
  switch (route.view) {
    case 'sessions':
      return <Sessions query={route.query} />;
    case 'session':
      return <Session key={route.session} id={route.session} query={route.query} />;
    case 'call':
      return <Call key={route.call} {...route} />;
    case 'runs':
      return <Runs />;
    case 'run':
      return <Run key={route.run} id={route.run} query={route.query} />;
    case 'trial':
      return <Trial key={route.trial} run={route.run} trial={route.trial} />;
  }
}

function Page({ app }: { readonly app: App }) {
  const route = useRoute();
  const { database, is_pseudonymised: isPseudonymised } = app.about;
  return (
    <AppContext.Provider value={app}>
      <header>
        <a href="#/" class="brand">
          turntape
        </a>
        <nav aria-label="Views">
          <a href="#/" aria-current={route.view === 'sessions' ? 'page' : undefined}>
            Sessions
          </a>
          {database !== null && (
            <a href="#/runs" aria-current={route.view === 'runs' ? 'page' : undefined}>
              Runs
            </a>
          )}
        </nav>
        <span class="where">
          {database === null
            ? `exported file${isPseudonymised ? ', every word replaced' : ''}`
            : visible(database)}
        </span>
      </header>
      <View route={route} />
    </AppContext.Provider>
  );
}

/** Inside an exported file the data is in the document, as JSON. */
function readEmbedded(): EmbeddedData | null {
  const element = document.getElementById('turntape-data');
  return element === null ? null : (JSON.parse(element.textContent ?? '') as EmbeddedData);
}

async function start(): Promise<void> {
  const root = document.getElementById('page');
  if (root === null) return;
  const embedded = readEmbedded();
  const source = embedded === null ? createServerSource() : createEmbeddedSource(embedded);
  try {
    const about = await source.json<About>('/api/about');
    if (location.hash === '' && about.opens !== null) location.replace(openingLink(about.opens));
    render(<Page app={{ source, about }} />, root);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    render(
      <main>
        <p class="notice failed" role="alert">
          {message}
        </p>
      </main>,
      root,
    );
  }
}

function openingLink(opens: NonNullable<About['opens']>): string {
  if (opens.type === 'call') return callLink(opens.session, opens.id);
  return opens.type === 'run' ? `#/run/${encodeURIComponent(opens.id)}` : sessionLink(opens.id);
}

void start();
