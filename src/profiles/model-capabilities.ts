// What a translation must know of a model, by name. Unknown models count as current ones: a request
// that asks too much fails loudly, one that asks too little loses reasoning in silence.
import { findEffortFamily } from './effort-families.ts';

export interface ModelCapabilities {
  /** Takes `reasoning` and returns encrypted reasoning. */
  readonly reasoning: boolean;
  /** The efforts that it takes, from least to most. */
  readonly efforts: readonly string[];
  /** Wants its messages' `phase` back: the vendor's types say so of models from gpt-5.3-codex on. */
  readonly phase: boolean;
  /**
   * Takes `additional_tools` items in the middle of the input. Documented for append-only tool
   * updates. Codex CLI sends the item to models from gpt-6 on, and to gpt-5.6 only with its lite header,
   * which the translator does not send.
   */
  readonly toolsInInput: boolean;
  /** Takes `configuration_update` items: Codex CLI sends them to models from gpt-6 on; refused in pro mode. */
  readonly settingsInInput: boolean;
  /** Takes `allowed_tools` as a tool choice: the caching guide names it instead of editing tools. */
  readonly allowedTools: boolean;
}

/** What a model is taken to accept that no family knows: as gpt-5.5. */
const unknownEfforts = ['none', 'low', 'medium', 'high', 'xhigh'];

/** @param model as sent upstream; a provider prefix (`openai/`) is ignored */
export function modelCapabilities(model: string): ModelCapabilities {
  const name = model.toLowerCase().split('/').at(-1) ?? '';
  const reasoning = !/^(gpt-3|gpt-4|chatgpt-4|gpt-5(\.\d+)?-chat|davinci|babbage)/.test(name);
  const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(name);
  const rank = version ? Number(version[1]) * 100 + Number(version[2] ?? 0) : 0;
  return {
    reasoning,
    efforts: findEffortFamily(name)?.efforts ?? unknownEfforts,
    phase: reasoning && rank >= 503,
    toolsInInput: rank >= 600,
    settingsInInput: rank >= 600 && !name.includes('-pro'),
    allowedTools: rank >= 500,
  };
}
