import { expect, test } from 'vitest';
import { commands } from './registry.ts';

test.each(commands.map((entry) => [entry.usage, entry] as const))(
  '%s says the same in the list as in its own file',
  async (_usage, entry) => {
    const { usage, description } = await entry.load();
    expect({ usage, description }).toEqual({ usage: entry.usage, description: entry.description });
  },
);
