import { expect, test } from 'vitest';
import { createCalledToolName } from './called-tool-name.ts';

const nameOf = createCalledToolName(
  ['Bash', 'mcp__a.b__c', 'Read', 'READ'].map((name) => ({ name, input_schema: {} }) as never),
);

test.each([
  ['Bash', 'Bash'],
  ['bash', 'Bash'],
  ['functions.Bash', 'Bash'],
  ['functions:bash', 'Bash'],
  ['Bash<|channel|>commentary', 'Bash'],
  [' Bash\n', 'Bash'],
  ['Read', 'Read'],
  ['read', 'read'],
  ['Bash2', 'Bash2'],
  ['', ''],
])('%j calls %j', (name, called) => expect(nameOf(name)).toBe(called));
