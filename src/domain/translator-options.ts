// The translator's options (docs/translation.md says why each is one). One table: the command line,
// the reports, the fixtures and the docs all read it. Keys are spelled as users write them.

import { carrierNames } from '../carriers/registry.ts';
import { defaultOptions, type OptionValues } from './option-schema.ts';

/** Each option's legal values, the default first; null: any text. */
export const translatorOptionSchema = {
  reasoning_continuity: [false, true],
  reasoning_carrier: carrierNames,
  include_encrypted: ['with-continuity', 'always', 'with-effort', 'never'],
  reasoning_context: ['unset', 'current_turn', 'all_turns'],
  lite: ['by-backend', 'always', 'never'],
  replay_scope: ['all', 'current-user-turn'],
  reasoning_ids: ['by-backend', 'strip', 'keep'],
  prompt_cache_key: ['session', 'prefix-hash', 'none'],
  session_header: [true, false],
  turn_state: ['echo', 'drop'],
  strip_billing_header: [true, false],
  call_arguments: ['original', 'reserialised'],
  system_as: ['developer', 'developer-only', 'instructions'],
  tool_order: ['append', 'as-sent', 'in-input'],
  search_choice: ['allowed-tools', 'web-search', 'required'],
  search_blocked_domains: ['drop', 'send'],
  effort: ['request', 'none', 'low', 'medium', 'high', 'xhigh', 'max'],
  effort_changes: ['pinned', 'in-input'],
  summary: ['request', 'none', 'auto', 'concise', 'detailed'],
  verbosity: ['request', 'low', 'medium', 'high'],
  service_tier: ['request', 'default', 'priority', 'flex'],
  cache_diagnostics: ['off', 'request'],
  recover: [true, false],
} as const;

export type TranslatorOptions = OptionValues<typeof translatorOptionSchema>;

/** Every option at its default. */
export const defaultTranslatorOptions: TranslatorOptions = defaultOptions(translatorOptionSchema);

/** Named overlays, usable as arms (`--arm on`). `native` is another agent, not an overlay. */
export const presets = {
  /** What a gateway sends that knows of neither caching nor reasoning. */
  bare: {
    prompt_cache_key: 'none',
    session_header: false,
    turn_state: 'drop',
    include_encrypted: 'never',
    reasoning_continuity: false,
  },
  off: { reasoning_continuity: false },
  on: { reasoning_continuity: true },
} as const satisfies Record<string, Partial<TranslatorOptions>>;

export type PresetName = keyof typeof presets;
