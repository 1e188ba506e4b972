// Invariant: no item id and no call id is repeated in one request.
import type { Invariant } from './invariant.ts';

export const uniqueIds: Invariant = {
  name: 'unique-ids',
  law: 'No item id and no tool name is repeated in one request.',
  check: ({ turns }) =>
    turns.flatMap(({ number, request }) => {
      const seen = new Map<string, string>();
      const names = [
        ...request.input.map((item, index) => [`/input/${index}/id`, 'id', item.id] as const),
        ...(request.tools ?? []).map(
          (tool, index) => [`/tools/${index}/name`, 'tool', tool.name] as const,
        ),
      ];
      return names.flatMap(([pointer, kind, name]) => {
        if (name === undefined) return [];
        const key = `${kind} ${name}`;
        const before = seen.get(key);
        seen.set(key, before ?? pointer);
        return before === undefined
          ? []
          : [{ turn: number, pointer, detail: `${key} is at ${before} too` }];
      });
    }),
};
