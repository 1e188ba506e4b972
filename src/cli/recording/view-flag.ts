// `--view` of the commands that record.
export const viewFlag = {
  fromProject: false,
  type: 'boolean',
  default: false,
  description: 'show calls on a local page as they come (docs/view.md)',
} as const;
