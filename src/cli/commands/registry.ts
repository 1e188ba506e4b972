import type { Command } from '../command.ts';
import { abCommand } from './ab.ts';
import { checkCommand } from './check.ts';
import { compareCommand } from './compare.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { gatewayCommand } from './gateway.ts';
import { importCommand } from './import.ts';
import { mergeCommand } from './merge.ts';
import { probeCommand } from './probe.ts';
import { promoteCommand } from './promote.ts';
import { pruneCommand } from './prune.ts';
import { recordCommand } from './record.ts';
import { reportCommand } from './report.ts';
import { sessionsCommand } from './sessions.ts';
import { showCommand } from './show.ts';
import { simCommand } from './sim.ts';
import { translateCommand } from './translate.ts';

/** Every command. Adding one: a file here, a line, a test, a line in the README. */
export const commands: readonly Command[] = [
  abCommand,
  checkCommand,
  compareCommand,
  doctorCommand,
  explainCommand,
  exportCommand,
  gatewayCommand,
  importCommand,
  mergeCommand,
  probeCommand,
  promoteCommand,
  pruneCommand,
  recordCommand,
  reportCommand,
  sessionsCommand,
  showCommand,
  simCommand,
  translateCommand,
];
