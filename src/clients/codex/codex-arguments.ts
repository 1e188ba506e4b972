// The few of Codex's own arguments that decide where its requests go.

export interface CodexArguments {
  /** `key=value` texts of `-c`, in order. */
  readonly overrides: readonly string[];
  /** `--profile NAME`. */
  readonly profile: string | undefined;
  readonly usesOss: boolean;
  /** The arguments without the `-c` overrides of these keys and of what lies below them. */
  without(keys: readonly string[]): string[];
}

/** @param args after the program's name; nothing after `--` is looked at */
export function parseCodexArguments(args: readonly string[]): CodexArguments {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const overrides: { text: string; from: number; to: number }[] = [];
  let profile: string | undefined;
  for (let index = 0; index < own.length; index++) {
    const word = own[index] ?? '';
    const joined = /^(?:--config=|-c=?)(.+)$/.exec(word)?.[1];
    if (word === '-c' || word === '--config') {
      overrides.push({ text: own[index + 1] ?? '', from: index, to: index + 2 });
      index++;
    } else if (joined !== undefined) {
      overrides.push({ text: joined, from: index, to: index + 1 });
    } else if (word === '-p' || word === '--profile') {
      profile = own[++index];
    } else {
      profile = /^(?:--profile=|-p=?)(.+)$/.exec(word)?.[1] ?? profile;
    }
  }
  return {
    overrides: overrides.map(({ text }) => text),
    profile,
    usesOss: own.includes('--oss'),
    without(keys) {
      const dropped = overrides.filter(({ text }) => {
        const key = text.split('=')[0]?.trim() ?? '';
        return keys.some((wanted) => key === wanted || key.startsWith(`${wanted}.`));
      });
      return args.filter(
        (_word, index) => !dropped.some(({ from, to }) => index >= from && index < to),
      );
    },
  };
}
