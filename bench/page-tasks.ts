// The tasks of a page's main thread, by processor time: what a task takes by the clock depends on
// who else has the cores.
import type { Page } from 'playwright-core';

export interface PageTasks {
  /** That took more than 50 ms of processor time. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
  /** The longest by the clock. */
  readonly longestTaskMsByTheClock: number;
}

/** Field names are those of Chromium's trace events; times are microseconds. */
interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const longUs = 50_000;

/** Does something on a page, and counts its tasks meanwhile. */
export async function countTasks(page: Page, act: () => Promise<void>): Promise<PageTasks> {
  const client = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  client.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  await client.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'] },
  });
  await act();
  const complete = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
  await client.send('Tracing.end');
  await complete;
  await client.detach();
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(
    ({ ph, name, pid, tid }) =>
      ph === 'X' && name.endsWith('RunTask') && mains.has(`${pid} ${tid}`),
  );
  const longest = (of: (task: TraceEvent) => number | undefined): number =>
    Math.max(0, ...tasks.map((task) => of(task) ?? 0)) / 1000;
  return {
    longTasks: tasks.filter(({ name, tdur }) => name === 'RunTask' && (tdur ?? 0) > longUs).length,
    longestTaskMs: longest(({ tdur }) => tdur),
    longestTaskMsByTheClock: longest(({ dur }) => dur),
  };
}
