// `turntape learn`: the rules of a backend from session files on the disk. No account, no proxy, no
// request: the files hold the backend's own usage counters.

import type { UsageCall } from '../../domain/usage-call.ts';
import { checkProfile } from '../../learn/check-profile.ts';
import { compareLearned } from '../../learn/compare-learned.ts';
import { learnRules } from '../../learn/learn-rules.ts';
import { toLearnedProfile } from '../../learn/learned-profile.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { snakeCaseKeys } from '../../lib/snake-case-keys.ts';
import { readProfile } from '../backends/read-profile.ts';
import {
  finishProfile,
  type ProfileOutFlags,
  readMergeProfile,
  renderDisagreements,
  withProfileOut,
} from '../backends/write-profile.ts';
import type { Command, CommandContext } from '../command.ts';
import { printChecked } from '../learn/print-checked.ts';
import { printChanges, printLearned } from '../learn/print-learned.ts';
import { rulesAtOf } from '../learn/rules-at.ts';
import { type CallSource, readSource, withImported } from '../logs/call-source.ts';
import { createBudgetedCount } from '../logs/count-tokens.ts';
import { sessionFilesPositional } from '../logs/session-files.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type LearnFlags = CallSource &
  ProfileOutFlags & {
    readonly model: string | undefined;
    readonly check: boolean;
    readonly profile: string | undefined;
    readonly compare: string | undefined;
  };

export const learnCommand: Command<LearnFlags> = {
  usage: 'learn [files..]',
  description: "learn a backend's rules from session files on the disk, without a request",
  examples: [
    ['turntape learn', 'from the session files of Codex CLI and Claude Code'],
    ['turntape learn --check --profile chatgpt', 'how well built-in rules fit'],
  ],
  builder: (yargs) =>
    withProfileOut(withImported(yargs))
      .positional('files', sessionFilesPositional)
      .option('model', {
        fromProject: true,
        type: 'string',
        description: 'only models whose name begins so',
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
        description:
          'with --check: the profile to check (default: built-in); with --merge: take it, learn nothing',
      })
      .option('compare', {
        fromProject: true,
        type: 'string',
        description:
          'say what changed since this profile was written; exit code 1 if something did',
      }),
  async run(flags, context) {
    assertFitting(flags);
    if (flags.profile !== undefined && !flags.check) return mergeFiles(flags, context);
    const other = readMergeProfile(flags);
    const calls = await readModelCalls(flags, context);
    if (flags.check) return runCheck(calls, flags, context);
    const { terminal } = context;
    const models = learnRules(calls);
    const own = toLearnedProfile(models);
    const { profile, disagreements } = finishProfile(own, other, flags, terminal);
    if (flags.compare !== undefined) {
      const changes = compareLearned(readProfile(flags.compare).profile, models);
      if (context.flags.json) terminal.json({ schema: 1, changes });
      else printChanges(terminal, flags.compare, changes);
      return changes.length > 0 ? 1 : 0;
    }
    if (context.flags.json) {
      terminal.json(flags.merge === undefined ? profile : { ...profile, disagreements });
    } else {
      printLearned(terminal, models);
      if (flags.merge !== undefined) {
        terminal.result(`\n${renderDisagreements(flags.merge, disagreements)}`);
      }
    }
    return 0;
  },
};

function assertFitting(flags: LearnFlags): void {
  const { check, profile, compare, out, merge, files, imported, model } = flags;
  const readsCalls = files.length > 0 || imported || compare !== undefined || model !== undefined;
  if (profile !== undefined && merge !== undefined && !check && readsCalls) {
    throw new HarnessError(
      'usage',
      '--profile with --merge learns nothing: it takes no files, --imported, --model or --compare',
      'Leave them out, or leave out --profile to merge what the files teach',
    );
  }
  if (profile !== undefined && !check && merge === undefined) {
    throw new HarnessError(
      'usage',
      '--profile is read with --check or --merge only',
      'Write turntape learn FILES --check --profile FILE',
    );
  }
  if (check && [compare, out, merge].some((flag) => flag !== undefined)) {
    throw new HarnessError(
      'usage',
      '--check goes with none of --compare, --merge and --out',
      'Run turntape learn again for the other',
    );
  }
}

/** Two profiles that are there already: nothing is learned. */
function mergeFiles(flags: LearnFlags, { terminal, flags: { json } }: CommandContext): number {
  const { profile, merge = '' } = flags;
  const own = readProfile(profile ?? '').profile;
  const other = readMergeProfile(flags, own);
  const { profile: merged, disagreements } = finishProfile(own, other, flags, terminal);
  if (json) terminal.json({ ...merged, disagreements });
  else terminal.result(renderDisagreements(merge, disagreements));
  return 0;
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
  if (json)
    terminal.json({ schema: 1, profile: profile ?? 'built-in', models: snakeCaseKeys(checked) });
  else printChecked(terminal, profile ?? 'the built-in profiles', checked);
  return 0;
}
