// One fault for each row of the card, by the row's id.
import { answerFaults } from './answers.ts';
import type { Faults } from './fault.ts';
import { historyFaults } from './history.ts';
import { keyFaults, sessionFaults } from './key.ts';
import { prefixFaults } from './prefix.ts';
import { reasoningFaults } from './reasoning.ts';
import { streamingFaults, threadFaults } from './streaming.ts';

export const faultOfRow: Faults = {
  ...keyFaults,
  ...prefixFaults,
  ...reasoningFaults,
  ...historyFaults,
  ...answerFaults,
  ...streamingFaults,
  ...threadFaults,
  ...sessionFaults,
};
