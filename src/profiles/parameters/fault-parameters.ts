// What goes wrong, and how often.
import { type FaultName, faultNames } from '../fault-names.ts';
import { checkFaultPlan } from '../fault-plan.ts';
import { choice, number, type ParameterTable, text, whole } from './parameter.ts';

export interface FaultParameters {
  readonly fault: FaultName;
  readonly fault_every: number;
  readonly fault_rate: number;
  readonly fault_plan: string;
  readonly stall_ms: number;
}

export const faultParameters: ParameterTable<FaultParameters> = {
  fault: {
    accepts: choice<FaultName>(...faultNames),
    default: 'none',
    meaning: 'what goes wrong on every `fault_every`th request',
    source: 'the error tables of the clients and peers; bodies as they published them',
    confidence: 'measured by peers',
  },
  fault_every: {
    accepts: whole(1, 1_000_000),
    default: 1,
    meaning: 'the fault hits every nth request',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  fault_rate: {
    accepts: number(0, 1),
    default: 0,
    meaning: 'above 0: share of requests that get the fault, drawn from the seed',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  fault_plan: {
    accepts: text(checkFaultPlan),
    default: '',
    meaning: 'faults by request number, as in `3:429+5:cut`; instead of `fault`',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  stall_ms: {
    accepts: whole(0, 3_600_000),
    default: 600_000,
    meaning: 'how long a stalled answer hangs before its connection is lost, in ms; never scaled',
    source: 'longer than the 300 s after which Claude Code 2.1 gives up',
    confidence: 'assumed',
  },
};
