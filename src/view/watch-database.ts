// Tells when the database has changed. It looks at the files and opens nothing, so that a recorder
// that writes them is not in anyone's way.
import { statSync } from 'node:fs';

/** As often as a person sees a difference. */
const lookMs = 300;

export interface DatabaseWatch {
  /** @returns stops telling */
  subscribe(onChange: () => void): () => void;
  close(): void;
}

export function watchDatabase(path: string): DatabaseWatch {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let seen = '';
  const look = (): void => {
    const now = stateOf(path);
    if (now === seen) return;
    seen = now;
    for (const listener of listeners) listener();
  };
  return {
    subscribe(onChange) {
      listeners.add(onChange);
      if (timer === undefined) {
        seen = stateOf(path);
        timer = setInterval(look, lookMs).unref();
      }
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    close() {
      clearInterval(timer);
      listeners.clear();
    },
  };
}

/** The file, and the log that is written first. */
function stateOf(path: string): string {
  return [path, `${path}-wal`]
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    })
    .join(' ');
}
