// `turntape usage`: what session files on the disk show of calls, cached tokens, reasoning and
// cost.

import { renderHtml } from '../../report/formats/html.ts';
import { renderUsage } from '../../usage/render-usage.ts';
import { createUsageCounter } from '../../usage/summarise-usage.ts';
import type { Command } from '../command.ts';
import { type CallSource, readSource, withImported } from '../logs/call-source.ts';
import { priceCall } from '../logs/price-call.ts';
import { sessionFilesPositional } from '../logs/session-files.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type UsageFlags = CallSource & {
  readonly format: 'markdown' | 'html';
};

export const usageCommand: Command<UsageFlags> = {
  usage: 'usage [files..]',
  description:
    'calls, cached share, reasoning and cost of the sessions that clients left on the disk',
  examples: [
    ['turntape usage', 'the session files of this machine'],
    ['turntape usage --imported', 'what turntape import has taken in'],
  ],
  builder: (yargs) =>
    withImported(yargs)
      .positional('files', sessionFilesPositional)
      .option('format', {
        fromProject: true,
        choices: ['markdown', 'html'] as const,
        default: 'markdown' as const,
        description: 'the page on stdout; --json prints the numbers',
      }),
  async run({ files, imported, format }, context) {
    const { terminal, flags } = context;
    const counter = createUsageCounter(priceCall);
    const notHeld = await readSource(
      { files, imported },
      context,
      () => null,
      ({ call, session }) => counter.add(call, session),
    );
    const summary = counter.summary();
    const page = (): string => renderUsage(summary, notHeld);
    if (flags.json) terminal.json({ schema: 1, label: 'measured', not_held: notHeld, ...summary });
    else terminal.result(format === 'html' ? renderHtml(page(), new Map()) : page());
    return 0;
  },
};
