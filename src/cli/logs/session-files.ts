// The session files that a command reads, as its help describes them.

/** Where they are looked for when none is named. */
export const usualPlacesText = 'where Codex and Claude Code keep theirs';

/** A positional argument for yargs: paths, empty for the usual places. */
export const sessionFilesPositional = {
  type: 'string',
  array: true,
  default: [] as readonly string[],
  description: `session files, tables or folders; none: ${usualPlacesText}`,
} as const;
