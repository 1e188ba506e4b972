// `--set`, of every command that translates.
const none: string[] = [];

export const setFlag = {
  fromProject: true,
  completedBy: 'translator-option',
  type: 'string',
  array: true,
  nargs: 1,
  default: none,
  description: 'translator option, key=value (docs/translation.md)',
} as const;
