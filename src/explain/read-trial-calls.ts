// The turns of an `ab` trial as the calls that `explain` and `compare` read.

import type { RunDefinition, Trial, TurnRecord } from '../domain/run.ts';
import type { HeaderList } from '../lib/header-list.ts';
import {
  defaultSimulatorParameters,
  parseSimulatorParameter,
  type SimulatorParameters,
  simulatorParameterNames,
} from '../profiles/simulator-parameters.ts';
import type { SessionCall } from './session-call.ts';

/** Runs of older versions kept no header: there, what the arm sends is known from its options. */
function headersOf(definition: RunDefinition, trial: Trial, turn: TurnRecord): HeaderList {
  const { conversation, sessionHeader } = turn;
  if (sessionHeader !== undefined)
    return sessionHeader === null ? [] : [['session-id', sessionHeader]];
  const arm = definition.arms.find(({ name }) => name === trial.arm);
  const sends = arm?.agent !== 'scripted' || arm.options.session_header;
  const name = conversation === undefined ? trial.id : `${trial.id}/${conversation}`;
  return sends ? [['session-id', name]] : [];
}

export function* readTrialCalls(definition: RunDefinition, trial: Trial): Generator<SessionCall> {
  // Runs of older versions kept no times: there a turn begins where the one before ended.
  let endedAtMs = 0;
  for (const turn of trial.turns) {
    const { seq, requestBody, usage, totalMs, status, account = null } = turn;
    const { startedAtMs = endedAtMs } = turn;
    yield {
      ...{ seq, id: `${trial.id}/${seq}`, protocol: 'responses', startedAtMs, account },
      otherSession: null,
      body: () => new TextEncoder().encode(requestBody),
      headers: headersOf(definition, trial, turn),
      accepted: status >= 200 && status < 300,
      usage: usage && {
        inputTokens: usage.input_tokens,
        cachedTokens: usage.input_tokens_details.cached_tokens,
        reasoningTokens: usage.output_tokens_details.reasoning_tokens,
      },
      output: null,
      source: null,
    };
    endedAtMs = startedAtMs + totalMs;
  }
}

/** The simulator's parameters as the trial was played with them. */
export function trialParameters(definition: RunDefinition, trial: Trial): SimulatorParameters {
  const variant = definition.variants.find(({ name }) => name === trial.variant);
  const known = new Set<string>(simulatorParameterNames);
  const given = [
    ...definition.parameters.map(({ name, value }) => [name, value] as const),
    ...Object.entries(variant?.parameters ?? {}),
  ].filter(([name]) => known.has(name));
  const overlays = given.map(([name, value]) => parseSimulatorParameter(name, String(value)));
  return Object.assign({}, defaultSimulatorParameters, ...overlays) as SimulatorParameters;
}
