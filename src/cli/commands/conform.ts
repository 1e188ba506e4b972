// `turntape conform`: scripted conversations through any gateway, and a card of what it keeps.
import { fixedRows, renderBaseline } from '../../conform/baseline.ts';
import { type CardDocument, exitCodeOfCard } from '../../conform/card-document.ts';
import { type Row, rowGroups } from '../../conform/row.ts';
import { rows } from '../../conform/rows/registry.ts';
import { selectRows } from '../../conform/select-rows.ts';
import { snakeCaseKeys } from '../../lib/snake-case-keys.ts';
import type { Terminal } from '../../terminal/console.ts';
import { printCard, printComparison, writeCards } from '../cards/write-cards.ts';
import type { Command } from '../command.ts';
import { type ConformFlags, withConformFlags } from '../conform/conform-flags.ts';
import { Interrupted, knownOf, readCards } from '../conform/read-cards.ts';
import { writeFile } from '../output/write-file.ts';

const interruptedCode = 130;

function listRows(chosen: readonly Row[], terminal: Terminal, asJson: boolean): void {
  if (asJson) {
    terminal.json(chosen.map(({ judge: _judge, ...about }) => snakeCaseKeys(about)));
    return;
  }
  for (const { id, group, severity, title, matters, fix, sources } of chosen) {
    terminal.result(`${id} (${rowGroups[group]}, ${severity}): ${title}`);
    terminal.result(`  ${matters}\n  To fix it: ${fix}\n  Seen in: ${sources.join(', ')}`);
  }
}

export const conformCommand: Command<ConformFlags> = {
  usage: 'conform [gateways..]',
  description: 'play scripted conversations through a gateway, and print what it keeps and breaks',
  examples: [
    [
      'turntape conform --gateway http://127.0.0.1:4000 -- litellm --config c.yaml',
      'start a gateway and judge it',
    ],
    ['turntape conform --session s_0123', 'judge what was recorded of one'],
  ],
  takesChild: true,
  builder: withConformFlags,
  async run(flags, context) {
    const {
      terminal,
      flags: { json },
    } = context;
    // The gateway's own output is kept back: stdout is ours.
    terminal.childOwnsStdout = false;
    const chosen = selectRows(rows, flags.only, flags.skip);
    if (flags.list) {
      listRows(chosen, terminal, json);
      return 0;
    }
    const cards = await readCards(flags, context, chosen).catch((error: unknown) => {
      if (error instanceof Interrupted) return null;
      throw error;
    });
    if (cards === null) return interruptedCode;
    const [first] = cards;
    if (first === undefined) return 0;
    if (json) for (const card of cards) terminal.json(card);
    else if (cards.length > 1) printComparison(cards, terminal);
    else printCard(first, terminal);
    settleBaseline(flags, first, terminal);
    writeCards([first, ...cards.slice(1)], flags, flags.severity, terminal);
    return Math.max(...cards.map((card) => exitCodeOfCard(card, flags.severity)));
  },
};

function settleBaseline(flags: ConformFlags, card: CardDocument, terminal: Terminal): void {
  const { baseline, 'update-baseline': updates } = flags;
  if (baseline === undefined) return;
  if (updates && exitCodeOfCard(card, 'warning') !== 3) {
    writeFile(baseline, renderBaseline(card));
    terminal.note(`wrote ${baseline}`);
    return;
  }
  const fixed = fixedRows(card, knownOf(flags));
  if (fixed.length > 0) terminal.note(`in the baseline, but they pass now: ${fixed.join(', ')}`);
}
