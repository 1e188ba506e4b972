// Starts the page beside a program that does something else (page-worker.ts), and ends it.
import { HarnessError } from '../lib/harness-error.ts';
import { workerFile } from '../lib/worker-file.ts';
import { forkWorker } from '../process/fork-worker.ts';
import type { PageProcessNews, PageProcessStart } from './page-worker.ts';

export interface PageProcess {
  /** With the token. */
  readonly url: string;
  readonly pid: number;
  close(): void;
}

/** Resolves when it listens. @throws HarnessError where it cannot */
export function startPageProcess(start: PageProcessStart): Promise<PageProcess> {
  const child = forkWorker(workerFile(import.meta.url, 'page-worker'));
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
