// What a translation must know of a model, by name. Unknown models count as current ones: a request
// that asks too much fails loudly, one that asks too little loses reasoning in silence.
import { effortsOf } from './effort-families.ts';

export interface ModelCapabilities {
  /** Takes `reasoning` and returns encrypted reasoning. */
  readonly reasoning: boolean;
  /** The efforts that it takes, from least to most; none: it reasons as it will. */
  readonly efforts: readonly string[];
  /**
   * Wants its messages' `phase` back: the vendor's types say so of models from gpt-5.3-codex on. In
   * the evidence (`evidence/`), gpt-5.3-codex to gpt-5.6 answer with one and no earlier model does.
   */
  readonly phase: boolean;
  /**
   * Takes `additional_tools` items in the middle of the input. Documented for append-only tool
   * updates. Codex CLI sends the item to models from gpt-6 on, and to gpt-5.6 only under the lite
   * contract.
   */
  readonly toolsInInput: boolean;
  /**
   * Takes `configuration_update` items: Codex CLI sends them to models from gpt-6 on; refused in
   * pro mode.
   */
  readonly settingsInInput: boolean;
  /**
   * The ChatGPT backend serves it under the lite contract: what Codex CLI 0.169 sends, captured.
   */
  readonly lite: boolean;
  /**
   * Takes `allowed_tools` as a tool choice: the caching guide names it instead of editing tools.
   */
  readonly allowedTools: boolean;
  /** Answers why its prompt cache missed: the vendor's types say so of gpt-5.6 and later. */
  readonly cacheDiagnostics: boolean;
}

/** What a model is taken to accept that no family knows: as gpt-5.5. */
const unknownEfforts = ['none', 'low', 'medium', 'high', 'xhigh'];

const known = new Map<string, ModelCapabilities>();

/** @param model as sent upstream; a provider prefix (`openai/`) is ignored */
export function modelCapabilities(model: string): ModelCapabilities {
  const found = known.get(model);
  if (found !== undefined) return found;
  // Names come from requests: no more are remembered than a session could mean.
  if (known.size >= 1000) known.clear();
  const capabilities = capabilitiesOf(model);
  known.set(model, capabilities);
  return capabilities;
}

function capabilitiesOf(model: string): ModelCapabilities {
  const name = nameOf(model);
  const rank = rankOf(name);
  return {
    reasoning: reasons(name),
    efforts: effortsOf(name) ?? unknownEfforts,
    phase: rank >= 503 && reasons(name),
    toolsInInput: rank >= 600,
    settingsInInput: rank >= 600 && !name.includes('-pro'),
    lite: rank >= 506,
    allowedTools: rank >= 500,
    cacheDiagnostics: rank >= 506,
  };
}

function nameOf(model: string): string {
  return model.toLowerCase().split('/').at(-1) ?? '';
}

function reasons(name: string): boolean {
  return !/^(gpt-3|gpt-4|chatgpt-4|gpt-5(\.\d+)?-chat|davinci|babbage)|-non-reasoning/.test(name);
}

/** Version 5.3 is 503; 0 for a name that has none. */
function rankOf(name: string): number {
  const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(name);
  return version ? Number(version[1]) * 100 + Number(version[2] ?? 0) : 0;
}
