// What yargs refuses, in words of ours: what is wrong, and what to do.
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import type { Command } from './command.ts';
import { declaredFlags } from './global-flags.ts';
import { nameOf } from './load-command.ts';

/**
 * @param message as yargs prints it
 * @param argv the words before `--`
 */
export function usageError(
  message: string,
  argv: readonly string[],
  commands: readonly Command[],
): HarnessError {
  const first = argv.find((word) => !word.startsWith('-'));
  const command = commands.find((one) => nameOf(one) === first);
  const found = (pattern: RegExp): string | undefined => pattern.exec(message)?.[1];
  const refuse = (what: string, hint?: string | false): HarnessError =>
    new HarnessError('usage', what, hint || `See turntape ${command ? `${first} ` : ''}--help`);

  const unknown = found(/^Unknown (?:argument|command)s?: ([^,]+)/);
  if (unknown !== undefined) {
    const known = command ? declaredFlags(command).names : commands.map(nameOf);
    const nearest = nearestWord(unknown, known);
    const what = `unknown ${command ? 'argument' : 'command'} \`${unknown}\``;
    return refuse(what, nearest && `Did you mean \`${command ? '--' : ''}${nearest}\`?`);
  }
  if (command !== undefined && message.startsWith('Not enough non-option arguments')) {
    const [, ...wanted] = command.usage.split(' ').filter((word) => !word.startsWith('['));
    return refuse(`\`${first}\` needs ${wanted.join(' and ')}`);
  }
  const missing = found(/^Missing required arguments?: (.*)/);
  if (command !== undefined && missing !== undefined) {
    const wanted = missing.split(', ').map((name) => `--${name}`);
    return refuse(`\`${first}\` needs ${wanted.join(' and ')}`);
  }
  const [, name, given = '', choices = ''] =
    /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(message) ?? [];
  if (name !== undefined) {
    const isOption = command !== undefined && declaredFlags(command).ownOptions.includes(name);
    const values = choices.replaceAll('"', '').split(', ');
    const value = given.replaceAll('"', '');
    const nearest = nearestWord(value, values);
    return refuse(
      `${isOption ? `--${name}` : name} takes ${values.join(', ')}, not \`${value}\``,
      nearest && `Did you mean \`${nearest}\`?`,
    );
  }
  return refuse(message.split('\n').filter(Boolean).join(' ').replace(/\.$/, ''));
}
