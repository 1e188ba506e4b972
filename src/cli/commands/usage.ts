// `turntape usage`: what session files on the disk show of calls, cached tokens, reasoning and cost.
import { renderHtml } from '../../report/formats/html.ts';
import { renderUsage } from '../../usage/render-usage.ts';
import { createUsageCounter } from '../../usage/summarise-usage.ts';
import type { Command } from '../command.ts';
import { priceCall } from '../logs/price-call.ts';
import { readCalls } from '../logs/read-calls.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type UsageFlags = {
  readonly files: readonly string[];
  readonly format: 'markdown' | 'html';
};

export const usageCommand: Command<UsageFlags> = {
  usage: 'usage [files..]',
  description:
    'calls, cached share, reasoning and cost of the sessions that clients left on the disk',
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        default: [],
        description:
          'session files, tables or folders; none: where Codex and Claude Code keep theirs',
      })
      .option('format', {
        choices: ['markdown', 'html'] as const,
        default: 'markdown' as const,
        description: 'the page on stdout; --json prints the numbers',
      }),
  async run({ files, format }, { terminal, flags: { json } }) {
    const counter = createUsageCounter(priceCall);
    const read = await readCalls(
      terminal,
      files,
      () => null,
      ({ call, session }) => counter.add(call, session),
    );
    const summary = counter.summary();
    const page = (): string => renderUsage(summary, read.notHeld);
    if (json) terminal.json({ schema: 1, label: 'measured', not_held: read.notHeld, ...summary });
    else terminal.result(format === 'html' ? renderHtml(page(), new Map()) : page());
    return 0;
  },
};
