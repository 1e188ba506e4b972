// What a translation must know of a model, by name. Unknown models count as current ones: a request
// that asks too much fails loudly, one that asks too little loses reasoning in silence.

export interface ModelCapabilities {
  /** Takes `reasoning` and returns encrypted reasoning. */
  readonly reasoning: boolean;
  /** Takes effort `none`. */
  readonly effortNone: boolean;
  /** Takes effort `xhigh`. */
  readonly effortXhigh: boolean;
  /** Takes effort `max` (models from 5.6 on). */
  readonly effortMax: boolean;
  /**
   * Takes tools as `additional_tools` items of the input: Codex CLI sends them so to models from 6 on.
   * That they may stand in mid-conversation is assumed.
   */
  readonly toolsInInput: boolean;
}

/** @param model as sent upstream; a provider prefix (`openai/`) is ignored */
export function modelCapabilities(model: string): ModelCapabilities {
  const name = model.toLowerCase().split('/').at(-1) ?? '';
  const reasoning = !/^(gpt-3|gpt-4|chatgpt-4|gpt-5(\.\d+)?-chat|davinci|babbage)/.test(name);
  const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(name);
  const rank = version ? Number(version[1]) * 100 + Number(version[2] ?? 0) : null;
  const oSeries = /^o\d/.test(name);
  return {
    reasoning,
    effortNone: !oSeries && (rank === null || rank >= 501),
    effortXhigh: !oSeries && (rank === null || rank >= 502),
    effortMax: !oSeries && rank !== null && rank >= 506,
    toolsInInput: rank !== null && rank >= 600,
  };
}
