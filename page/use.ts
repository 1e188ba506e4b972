// Reading from the source inside components: what is loading, what came, what went wrong.
import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { About } from '../src/view/api.ts';
import type { Source } from './source.ts';

export interface App {
  readonly source: Source;
  readonly about: About;
}

/** Set by main.tsx before anything is drawn. */
export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new TypeError('drawn outside the page');
  return app;
}

export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'ready'; readonly value: Value };

/**
 * Reads a path; reads it again when `version` changes, keeping what is shown meanwhile. One answer
 * is awaited before the next is asked for: a database changes, and a person types, faster than a
 * large one is searched.
 */
export function useJson<Value>(path: string | null, version = 0): Loaded<Value> {
  const { source } = useApp();
  const [loaded, setLoaded] = useState<{ path: string | null; is: Loaded<Value> }>({
    path: null,
    is: { state: 'loading' },
  });
  /** What is to be read next; null: nothing, or the page shows something else now. */
  const wanted = useRef<string | null>(null);
  const isReading = useRef(false);
  useEffect(() => {
    wanted.current = path;
    if (isReading.current) return;
    const read = async (): Promise<void> => {
      isReading.current = true;
      for (let own = wanted.current; own !== null; own = wanted.current) {
        wanted.current = null;
        const is = await source.json<Value>(own).then(
          (value) => ({ state: 'ready', value }) as const,
          (error: Error) => ({ state: 'failed', message: error.message }) as const,
        );
        setLoaded({ path: own, is });
      }
      isReading.current = false;
    };
    void read();
  }, [source, path, version]);
  useEffect(
    () => () => {
      wanted.current = null;
    },
    [],
  );
  return loaded.path === path ? loaded.is : { state: 'loading' };
}

/** Counts changes of the database, a few times a second at most. */
export function useChanges(): number {
  const { source } = useApp();
  const [version, setVersion] = useState(0);
  useEffect(() => source.watch(() => setVersion((before) => before + 1)), [source]);
  return version;
}
