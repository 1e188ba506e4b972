// Every document that a command prints with --json, and its schema. Adding one: a line here; `npx
// vitest run tests/json-output.test.ts -u` writes schemas/ and docs/json.md.
import type { z } from 'zod';
import { cardSchema } from '../../src/conform/card-document.ts';
import { profileSchema } from '../../src/learn/learned-profile.ts';
import { profileFileSchema } from '../../src/profiles/profile-file.ts';
import { reportSchema } from '../report-schema.ts';
import { checked, compared, explained } from './explained.ts';
import * as logs from './logs.ts';
import { conformRows, disagreements, doctor, selfTest, simulatorRules } from './machine.ts';
import * as recorded from './recorded.ts';
import * as runs from './runs.ts';

export interface JsonDocument {
  /** The name of the file in `schemas/`, without `.schema.json`. */
  readonly schema: string;
  /** Command lines that print it, as far as they decide; the first word is the command. */
  readonly printedBy: readonly string[];
  /** Strict: a field that it does not name is an error. */
  readonly shape: z.ZodType;
  /** Its file is written by another test, or by hand. */
  readonly isElsewhere?: true;
}

const withDisagreements = { disagreements: disagreements.optional() };

export const documents: readonly JsonDocument[] = [
  { schema: 'check-1', printedBy: ['check'], shape: checked },
  { schema: 'compare-1', printedBy: ['compare'], shape: compared },
  { schema: 'conform-1', printedBy: ['conform'], shape: cardSchema.strict(), isElsewhere: true },
  { schema: 'conform-rows-1', printedBy: ['conform --list'], shape: conformRows },
  { schema: 'doctor-1', printedBy: ['doctor'], shape: doctor },
  { schema: 'dry-run-1', printedBy: ['ab --backend codex'], shape: runs.dryRun },
  {
    schema: 'event-1',
    printedBy: ['record', 'gateway', 'sim', 'view'],
    shape: recorded.serverEvent,
  },
  { schema: 'exchange-1', printedBy: ['export --jsonl'], shape: recorded.exportedExchange },
  { schema: 'explain-1', printedBy: ['explain', 'show FILE'], shape: explained },
  {
    schema: 'export-parquet-1',
    printedBy: ['export --parquet'],
    shape: recorded.exportedTables,
  },
  { schema: 'import-1', printedBy: ['import'], shape: logs.imported },
  { schema: 'learn-1', printedBy: ['learn'], shape: profileSchema, isElsewhere: true },
  { schema: 'learn-changes-1', printedBy: ['learn --compare'], shape: logs.profileChanges },
  { schema: 'learn-check-1', printedBy: ['learn --check'], shape: logs.checkedProfile },
  { schema: 'logged-sessions-1', printedBy: ['sessions --from'], shape: logs.loggedSessions },
  { schema: 'merge-1', printedBy: ['merge'], shape: runs.merged },
  { schema: 'plan-1', printedBy: ['plan'], shape: runs.plan },
  { schema: 'probe-dry-run-1', printedBy: ['probe --dry-run'], shape: runs.probeDryRun },
  {
    schema: 'profile-1',
    printedBy: ['probe', 'learn --merge'],
    shape: profileFileSchema.extend(withDisagreements),
    isElsewhere: true,
  },
  { schema: 'promote-1', printedBy: ['promote'], shape: recorded.promoted },
  { schema: 'prune-1', printedBy: ['prune'], shape: recorded.pruned },
  { schema: 'report-1', printedBy: ['ab', 'report'], shape: reportSchema, isElsewhere: true },
  { schema: 'rollouts-1', printedBy: ['ab --rollouts'], shape: logs.rollouts },
  { schema: 'runs-1', printedBy: ['runs'], shape: runs.runs },
  { schema: 'runs-deleted-1', printedBy: ['runs delete'], shape: runs.deletedRuns },
  { schema: 'self-test-1', printedBy: ['doctor --self-test'], shape: selfTest },
  { schema: 'sessions-1', printedBy: ['sessions'], shape: recorded.sessions },
  { schema: 'show-exchange-1', printedBy: ['show EXCHANGE'], shape: recorded.shownExchange },
  { schema: 'show-session-1', printedBy: ['show SESSION'], shape: recorded.shownSession },
  { schema: 'sim-rules-1', printedBy: ['sim --list-rules'], shape: simulatorRules },
  { schema: 'timeline-1', printedBy: ['show --timeline'], shape: recorded.timeline },
  { schema: 'usage-1', printedBy: ['usage'], shape: logs.usageSummary },
  { schema: 'worker-1', printedBy: ['worker'], shape: runs.served },
];

/** Commands without a document of ours, and what they print instead. */
export const withoutDocument: Readonly<Record<string, string>> = {
  completion: 'a script for the shell',
  translate: 'a request or a message of a vendor’s API',
};
