import type { Command } from '../command.ts';
import { simCommand } from './sim.ts';

/** Every command. Adding one: a file here, a line, a test, a line in the README. */
export const commands: readonly Command[] = [simCommand];
