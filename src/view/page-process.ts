// Starts the page beside a program that does something else (page-worker.ts), and ends it.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../lib/harness-error.ts';
import type { PageProcessNews, PageProcessStart } from './page-worker.ts';

/** V8 by itself would take 128 MB for what lives a moment. */
const youngMegabytesMax = 4;

export interface PageProcess {
  /** With the token. */
  readonly url: string;
  readonly pid: number;
  close(): void;
}

/** Resolves when it listens. @throws HarnessError where it cannot */
export function startPageProcess(start: PageProcessStart): Promise<PageProcess> {
  // From source in a clone, compiled in the package.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const file = fileURLToPath(new URL(`./page-worker.${extension}`, import.meta.url));
  const child = fork(file, {
    execArgv: [`--max-semi-space-size=${youngMegabytesMax}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const close = (): void => {
    if (child.connected) child.disconnect();
  };
  return new Promise((resolve, reject) => {
    const refuse = (message: string, hint: string): void => {
      close();
      reject(new HarnessError('configuration', message, hint));
    };
    const onEnd = (): void => refuse('the page did not start', 'Leave --view out');
    child.once('error', onEnd).once('exit', onEnd);
    child.once('message', (news: PageProcessNews) => {
      child.off('error', onEnd).off('exit', onEnd);
      child.on('error', () => {});
      if (news.type === 'failed') refuse(news.message, news.hint || 'Leave --view out');
      else resolve({ url: news.url, pid: child.pid ?? 0, close });
    });
    child.send(start);
  });
}
