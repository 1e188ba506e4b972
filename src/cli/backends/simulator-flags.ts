// `--sim` and `--seed`, of every command that plays on the simulator or assumes what it assumes.
const none: string[] = [];

export const simFlag = {
  fromProject: true,
  completedBy: 'simulator-parameter',
  type: 'string',
  array: true,
  // One value each: what stands behind it is not a second one.
  nargs: 1,
  default: none,
  description: 'simulator parameter, key=value (docs/simulator.md)',
} as const;

export const seedFlag = {
  fromProject: true,
  type: 'string',
  default: '1',
  description: 'seed of all randomness',
} as const;
