// How much the simulator remembers. What is forgotten costs time or is cold; nothing else changes.
import { number, type ParameterTable, whole } from './parameter.ts';

export interface MemoryParameters {
  readonly memory_accounts: number;
  readonly memory_total_mib: number;
  readonly memory_bodies_mib: number;
  readonly memory_history_megachars: number;
  readonly memory_history_items: number;
  readonly memory_reasoning_items: number;
  readonly memory_routing_keys: number;
  readonly memory_broken_steps: number;
}

const common = {
  source: 'a convenience of the simulator; bounds the memory',
  confidence: 'assumed',
} as const;
const countMax = 10_000_000;
const mibMax = 65_536;

export const memoryParameters: ParameterTable<MemoryParameters> = {
  memory_accounts: {
    accepts: whole(1, 100_000),
    default: 256,
    meaning: 'accounts with separate caches; further accounts share one',
    ...common,
  },
  memory_total_mib: {
    accepts: number(1, mibMax),
    default: 512,
    meaning: 'about what all accounts of a server remember, in MiB; the longest silent forget',
    ...common,
  },
  memory_bodies_mib: {
    accepts: number(0, mibMax),
    default: 16,
    meaning: 'earlier request bodies per account that new ones are compared with, in MiB',
    ...common,
  },
  memory_history_megachars: {
    accepts: number(0, mibMax),
    default: 64,
    meaning: 'history text per account whose token counts are kept, in million characters',
    ...common,
  },
  memory_history_items: {
    accepts: whole(1, countMax),
    default: 100_000,
    meaning: 'history items per account whose token counts are kept',
    ...common,
  },
  memory_reasoning_items: {
    accepts: whole(1, countMax),
    default: 20_000,
    meaning: 'reasoning items per account that are kept decrypted',
    ...common,
  },
  memory_routing_keys: {
    accepts: whole(1, countMax),
    default: 10_000,
    meaning: 'routing keys per account whose request rate is counted',
    ...common,
  },
  memory_broken_steps: {
    accepts: whole(1, countMax),
    default: 1_000,
    meaning: 'broken-off answers per account that a retry gets again',
    ...common,
  },
};
