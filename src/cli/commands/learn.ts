// `turntape learn`: the rules of a backend from session files on the disk. No account, no proxy, no
// request: the files hold the backend's own usage counters.

import type { UsageCall } from '../../domain/usage-call.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { checkProfile } from '../../learn/check-profile.ts';
import { compareLearned } from '../../learn/compare-learned.ts';
import { learnRules } from '../../learn/learn-rules.ts';
import { toLearnedProfile } from '../../learn/learned-profile.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { Command, CommandContext } from '../command.ts';
import { printChecked } from '../learn/print-checked.ts';
import { printChanges, printLearned } from '../learn/print-learned.ts';
import { readLearnedProfile, rulesAtOf } from '../learn/read-learned-profile.ts';
import { type CallSource, readSource, withImported } from '../logs/call-source.ts';
import { createBudgetedCount } from '../logs/count-tokens.ts';
import { sessionFilesPositional } from '../logs/session-files.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type LearnFlags = CallSource & {
  readonly model: string | undefined;
  readonly out: string | undefined;
  readonly check: boolean;
  readonly profile: string | undefined;
  readonly compare: string | undefined;
};

export const learnCommand: Command<LearnFlags> = {
  usage: 'learn [files..]',
  description: "learn a backend's rules from session files on the disk, without a request",
  builder: (yargs) =>
    withImported(yargs)
      .positional('files', sessionFilesPositional)
      .option('model', {
        fromProject: true,
        type: 'string',
        description: 'only models whose name begins so',
      })
      .option('out', {
        fromProject: false,
        type: 'string',
        description: 'write what was learned to this file',
      })
      .option('check', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'say which share of the calls a profile predicts to the token',
      })
      .option('profile', {
        fromProject: true,
        type: 'string',
        description: 'with --check: the file to check; none: the built-in profiles',
      })
      .option('compare', {
        fromProject: true,
        type: 'string',
        description:
          'say what changed since this profile was written; exit code 1 if something did',
      }),
  async run(flags, context) {
    assertFitting(flags);
    const calls = await readModelCalls(flags, context);
    if (flags.check) return runCheck(calls, flags, context);
    const { terminal } = context;
    const models = learnRules(calls);
    if (flags.out !== undefined) {
      writeWhole(flags.out, `${JSON.stringify(toLearnedProfile(models), null, 2)}\n`);
      terminal.note(`Wrote ${flags.out}`);
    }
    if (flags.compare !== undefined) {
      const changes = compareLearned(readLearnedProfile(flags.compare), models);
      if (context.flags.json) terminal.json({ schema: 1, changes });
      else printChanges(terminal, flags.compare, changes);
      return changes.length > 0 ? 1 : 0;
    }
    if (context.flags.json) terminal.json(toLearnedProfile(models));
    else printLearned(terminal, models);
    return 0;
  },
};

function assertFitting({ check, profile, compare, out }: LearnFlags): void {
  if (profile !== undefined && !check) {
    throw new HarnessError(
      'usage',
      '--profile is read with --check only',
      'Write turntape learn FILES --check --profile FILE',
    );
  }
  if (check && (compare !== undefined || out !== undefined)) {
    throw new HarnessError(
      'usage',
      '--check goes with neither --compare nor --out',
      'Run turntape learn again for the other',
    );
  }
}

async function readModelCalls(flags: LearnFlags, context: CommandContext): Promise<UsageCall[]> {
  const { model } = flags;
  const countTokens = await createBudgetedCount();
  const calls: UsageCall[] = [];
  await readSource(flags, context, countTokens, ({ call: { usage } }) => {
    if (model === undefined || usage.model.startsWith(model)) calls.push(usage);
  });
  if (calls.length > 0) return calls;
  throw new HarnessError(
    'not-found',
    model === undefined
      ? 'no call with usage counters was found'
      : `no call of a model whose name begins with \`${model}\` was found`,
    'Name other files; docs/logs.md says what can be read',
  );
}

function runCheck(
  calls: readonly UsageCall[],
  { profile }: LearnFlags,
  { terminal, flags: { json } }: CommandContext,
): number {
  const checked = checkProfile(calls, rulesAtOf(profile));
  if (json) terminal.json({ schema: 1, profile: profile ?? 'built-in', models: checked });
  else printChecked(terminal, profile ?? 'the built-in profiles', checked);
  return 0;
}
