// What `/models` answers: the public API's list, and beside it what Codex CLI asks the ChatGPT
// backend for. A model without instructions is not valid for Codex CLI 0.169, which takes the
// listed ones for its own prompt: what is there is a placeholder, so the list is empty unless it is
// asked for, and the client then uses its own catalogue.
import type { JsonObject } from '../../lib/json.ts';
import { contextWindowRule } from '../../profiles/context-window.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';
import { modelProfiles } from '../../profiles/model-profiles.ts';
import { pricedModels } from '../../profiles/prices.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../../profiles/simulator-parameters.ts';

const placeholderInstructions =
  'You are a coding agent on a simulated backend. Use the tools that you are offered.';
/** How much of a tool's output the client may keep, in tokens. Made up. */
const truncationTokens = 10_000;

function modelNames(): string[] {
  const names = [...pricedModels, ...modelProfiles.map(({ name }) => name)];
  return [...new Set(names)];
}

function reasoningLevels(model: string): JsonObject[] {
  const levels = modelCapabilities(model).efforts.filter((effort) => effort !== 'none');
  return levels.map((effort) => ({ effort, description: `effort ${effort}` }));
}

/** One model as Codex CLI 0.169 reads it. */
function codexModel(slug: string, index: number): JsonObject {
  return {
    slug,
    display_name: slug,
    description: 'simulated',
    default_reasoning_level: 'medium',
    supported_reasoning_levels: reasoningLevels(slug),
    shell_type: 'shell_command',
    visibility: 'list',
    supported_in_api: true,
    priority: index + 1,
    upgrade: null,
    base_instructions: placeholderInstructions,
    supports_reasoning_summaries: true,
    support_verbosity: true,
    default_verbosity: 'low',
    apply_patch_tool_type: 'freeform',
    truncation_policy: { mode: 'tokens', limit: truncationTokens },
    supports_parallel_tool_calls: true,
    context_window: contextWindowRule(slug, defaultSimulatorParameters).value,
    experimental_supported_tools: [],
  };
}

/** The answer to `GET /models`. */
export function modelList(listed: SimulatorParameters['model_list']): JsonObject {
  const names = modelNames();
  const reasoning = names.filter((name) => modelCapabilities(name).reasoning);
  return {
    object: 'list',
    data: names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'turntape-sim' })),
    models: listed === 'profiles' ? reasoning.map(codexModel) : [],
  };
}
