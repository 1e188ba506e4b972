// The simulated model behind a real client. It plays the scenario's steps in the client's own
// tools, and answers what the client asks beside them (titles, suggestions) with a word.

import type { ModelCall, ModelStep, SimulatedAgent } from '../../domain/model-step.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import type { ScenarioAgent } from '../scenario-agent.ts';

export interface ClientModel extends SimulatedAgent {
  /** The user speaks: so many steps follow, and nothing else takes any. */
  beginTurn(steps: number): void;
  /** The client has the last answer; says whether it was a step of the script. */
  answered(): boolean;
  /** True when all steps of the turn were taken. */
  isTurnOver(): boolean;
}

/** The tool in which a scenario runs commands, whoever plays it. */
const shell = 'Bash';
const aside: ModelStep = { reasoningTokens: 0, summary: [], text: 'ok', calls: [] };

interface Offered {
  readonly type: string;
  readonly name: string;
}

function offeredTools(request: unknown): Offered[] {
  const tools = isJsonObject(request) && Array.isArray(request['tools']) ? request['tools'] : [];
  return tools
    .filter(isJsonObject)
    .map(({ type, name }) => ({ type: String(type), name: String(name) }));
}

/** How other clients than Claude Code spell a command, by the tool that they offer. */
const spellings: Readonly<Record<string, (command: string) => JsonObject>> = {
  exec_command: (cmd) => ({ cmd }),
  shell_command: (command) => ({ command }),
  shell: (command) => ({ command: ['bash', '-lc', command] }),
};

function inOwnTools(call: ModelCall, offered: readonly Offered[]): ModelCall {
  if (call.name !== shell || offered.some(({ name }) => name === shell)) return call;
  const input = parseJson(call.arguments);
  const command = isJsonObject(input) ? String(input['command'] ?? '') : '';
  for (const [name, spell] of Object.entries(spellings)) {
    if (offered.some((tool) => tool.name === name)) {
      return { ...call, name, arguments: JSON.stringify(spell(command)) };
    }
  }
  if (!offered.some(({ type, name }) => type === 'custom' && name === 'exec')) return call;
  // Codex CLI's code mode: JavaScript that calls its other tools.
  const code = `const out = await tools.exec_command({ cmd: ${JSON.stringify(command)} });\ntext(out.output);\n`;
  return { ...call, kind: 'custom', name: 'exec', arguments: code };
}

export function createClientModel(script: ScenarioAgent): ClientModel {
  let left = 0;
  let isStep = false;
  return {
    beginTurn(steps) {
      left = steps;
    },
    isTurnOver: () => left === 0,
    nextStep(request) {
      const offered = offeredTools(request);
      isStep = left > 0 && offered.length > 0;
      if (!isStep) return aside;
      // A real client runs each call once: nothing is made again.
      const step = script.nextStep(request, 'remembers');
      return { ...step, calls: step.calls.map((call) => inOwnTools(call, offered)) };
    },
    answered() {
      if (!isStep) return false;
      isStep = false;
      script.advance();
      left--;
      return true;
    },
  };
}
