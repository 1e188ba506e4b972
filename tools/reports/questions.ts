// What peers disagree about, each as a run of `turntape ab` on the simulator. `npm run reports`
// plays them all; reports/README.md is the index.

import type { ArmOptionName } from '../../src/domain/arm-options.ts';

export interface Question {
  /** Folder of the report, name of the run. */
  readonly name: string;
  readonly options: readonly ArmOptionName[];
  readonly question: string;
  /** Who says what. */
  readonly dispute: string;
  /** Of `turntape ab`. */
  readonly arguments: readonly string[];
}

/** `key=value` for all arms of a run. */
const on = ['--set', 'reasoning_continuity=true'];
/** Swept in the main question; here it would double every page. */
const oneQuantum = ['--sim', 'cache_quantum=128'];
const bothRules = ['--sweep', 'context_rule=current_turn,all_turns'];
const arms = (...given: readonly string[]): string[] => given.flatMap((arm) => ['--arm', arm]);

/** The question that turntape was built to answer, with charts. */
export const mainQuestion: Question = {
  name: 'example',
  options: ['reasoning_continuity', 'reasoning_carrier', 'include_encrypted'],
  question: 'Should reasoning continuity be turned on?',
  dispute:
    'grob issue 393 expects cheaper, faster sessions; its own risk list names refusals and a gain that may be small',
  arguments: [
    ...['plain-tool-loop', 'parallel-calls', 'several-user-turns', 'claude-code-tool-loop'],
    ...arms('bare', 'off', 'on'),
    ...arms('on-signature=reasoning_continuity:true,reasoning_carrier:signature'),
    ...arms('on-hybrid=reasoning_continuity:true,reasoning_carrier:hybrid', 'native'),
    ...bothRules,
  ],
};

export const questions: readonly Question[] = [
  {
    name: 'session-header',
    options: ['session_header', 'prompt_cache_key'],
    question: 'Does the cache follow the `session-id` header or the `prompt_cache_key`?',
    dispute:
      'header: fleet-harness PR 839, opengeni PR 386, openclaw issue 100232; key: the vendor, for its API. grob sends no header',
    arguments: [
      ...['plain-tool-loop', 'several-user-turns'],
      ...arms('header-and-key=session_header:true', 'header-only=prompt_cache_key:none'),
      ...arms('key-only=session_header:false'),
      ...arms('neither=session_header:false,prompt_cache_key:none'),
      ...['--baseline', 'header-and-key', '--repeats', '3'],
      ...['--sweep', 'routing_without_header=lottery,sticky', ...oneQuantum],
    ],
  },
  {
    name: 'prompt-cache-key',
    options: ['prompt_cache_key'],
    question: 'Where the key decides: the session’s id, or a hash of the prompt’s start?',
    dispute: 'grob hashes instructions, tools and first message; Codex CLI and CLIProxyAPI use ids',
    arguments: [
      ...['plain-tool-loop', 'late-tools', 'compaction', 'subagents'],
      ...arms('session-id=prompt_cache_key:session', 'prefix-hash=prompt_cache_key:prefix-hash'),
      ...arms('no-key=prompt_cache_key:none'),
      ...['--baseline', 'session-id', '--set', 'session_header=false'],
      ...['--sim', 'routing_without_header=sticky', ...oneQuantum],
    ],
  },
  {
    name: 'turn-state',
    options: ['turn_state'],
    question: 'Is it worth echoing `x-codex-turn-state`?',
    dispute: 'Codex CLI echoes it; no peer that was read says what it does to the cache',
    arguments: [
      ...['plain-tool-loop', 'several-user-turns', '--set', 'session_header=false'],
      ...arms('echo=turn_state:echo', 'drop=turn_state:drop'),
      ...['--baseline', 'echo', '--sweep', 'turn_state_routing=false,true', ...oneQuantum],
    ],
  },
  {
    name: 'billing-header',
    options: ['strip_billing_header'],
    question: 'Must Claude Code’s billing header be taken out?',
    dispute:
      'it changes with every request by anthropics/claude-code issues 68900 and 24168, so it zeroes the cache; grob leaves it in',
    arguments: [
      ...['tools/reports/scenarios/changing-billing-header.yaml', 'resume-and-fork'],
      ...arms('stripped=strip_billing_header:true', 'left-in=strip_billing_header:false'),
      ...['--baseline', 'stripped', ...oneQuantum],
    ],
  },
  {
    name: 'tool-order',
    options: ['tool_order'],
    question: 'Where do tools go that appear in mid-session?',
    dispute:
      'most gateways keep the client’s order; Codex CLI puts late tools into the input; OpenAI’s caching guide warns of any change to the list',
    arguments: [
      'late-tools',
      ...arms('appended=tool_order:append', 'as-sent=tool_order:as-sent'),
      ...arms('in-input=tool_order:in-input'),
      ...['--baseline', 'appended', ...oneQuantum],
    ],
  },
  {
    name: 'replay-scope',
    options: ['replay_scope'],
    question: 'Send back all reasoning, or only that of the current user turn?',
    dispute:
      'OpenAI’s cookbook: older reasoning is ignored and does no harm; hermes PR 33035 limits the replay; a scope changes the input at every user turn',
    arguments: [
      ...['several-user-turns', 'text-only-turns', ...on],
      ...arms('all=replay_scope:all', 'current-turn=replay_scope:current-user-turn'),
      ...['--baseline', 'all', ...bothRules, ...oneQuantum],
    ],
  },
  {
    name: 'reasoning-context',
    options: ['reasoning_context'],
    question: 'On models that can be told: keep reasoning of earlier user turns in the prompt?',
    dispute: 'Codex CLI asks gpt-6 for `all_turns`; peers send nothing and get the default',
    arguments: [
      ...['several-user-turns', 'text-only-turns', '--model', 'gpt-6.1-sol', ...on],
      ...arms('unset=reasoning_context:unset', 'current_turn=reasoning_context:current_turn'),
      ...arms('all_turns=reasoning_context:all_turns'),
      ...['--baseline', 'unset', ...oneQuantum],
    ],
  },
  {
    name: 'reasoning-ids',
    options: ['reasoning_ids', 'recover'],
    question: 'Do reasoning items go back with their ids?',
    dispute:
      'keep: raine, copilot-api, Codex CLI; strip: sub2api PR 3588, hermes PR 102282, CLIProxyAPI, after pairing and not-found errors',
    arguments: [
      ...['plain-tool-loop', 'interrupted-turn', 'rewind-and-edit', 'compaction', ...on],
      ...arms('strip=reasoning_ids:strip', 'keep=reasoning_ids:keep'),
      ...arms('keep-unrecovered=reasoning_ids:keep,recover:false'),
      ...['--baseline', 'strip', ...oneQuantum],
    ],
  },
  {
    name: 'recover',
    options: ['recover'],
    question: 'After reasoning was refused: ask again without it?',
    dispute:
      'sub2api, hermes, openclaw and Lingtai retry; grob, raine and LiteLLM do not; CLIProxyAPI only forgets',
    arguments: [
      ...['lost-encrypted-content', 'account-switch', ...on],
      ...arms('retry=recover:true', 'no-retry=recover:false', 'off=reasoning_continuity:false'),
      ...['--baseline', 'off', ...oneQuantum],
    ],
  },
  {
    name: 'call-arguments',
    options: ['call_arguments'],
    question: 'Must a call go back with the bytes that were generated?',
    dispute:
      'most gateways serialise the client’s JSON again; only equal bytes can be cached output',
    arguments: [
      ...['tools/reports/scenarios/spaced-arguments.yaml', ...on],
      ...arms('original=call_arguments:original', 'reserialised=call_arguments:reserialised'),
      ...['--baseline', 'original'],
    ],
  },
  {
    name: 'store-eviction',
    options: ['store_eviction', 'store_entries'],
    question: 'What does a full reasoning store give up: new entries, or the oldest?',
    dispute:
      'grob and CLIProxyAPI drop the oldest, as caches do; the oldest stand first in the prompt',
    arguments: [
      ...['store-at-its-limit', ...on],
      ...arms('freeze=store_eviction:freeze', 'oldest-first=store_eviction:oldest-first'),
      ...arms('off=reasoning_continuity:false'),
      ...['--baseline', 'freeze', ...bothRules, ...oneQuantum],
    ],
  },
  {
    name: 'reasoning-carrier',
    options: ['reasoning_carrier'],
    question: 'Keep reasoning in the gateway, or in the client’s history?',
    dispute:
      'store: grob; signature: raine, clodex, copilot-api; both: CLIProxyAPI. A store forgets, a history can be edited',
    arguments: [
      ...['store-at-its-limit', 'resume-and-fork', 'interrupted-turn', 'compaction', ...on],
      ...arms('store=reasoning_carrier:store', 'signature=reasoning_carrier:signature'),
      ...arms('hybrid=reasoning_carrier:hybrid'),
      ...['--baseline', 'store', ...oneQuantum],
    ],
  },
  {
    name: 'include-encrypted',
    options: ['include_encrypted'],
    question: 'Does asking for encrypted reasoning change caching by itself?',
    dispute: 'grob’s source suspects so (single source); Codex CLI asks always',
    arguments: [
      ...['plain-tool-loop', 'several-user-turns'],
      ...arms('never=include_encrypted:never', 'always=include_encrypted:always'),
      ...['--baseline', 'never', '--sweep', 'include_changes_cache=false,true', ...oneQuantum],
    ],
  },
  {
    name: 'system-prompt',
    options: ['system_as'],
    question: 'System prompt as a developer message, or as `instructions`?',
    dispute:
      'message: CLIProxyAPI, sub2api; instructions: raine, copilot-api; grob: a user message',
    arguments: [
      ...['plain-tool-loop', 'several-user-turns'],
      ...arms('developer=system_as:developer', 'instructions=system_as:instructions'),
      ...['--baseline', 'developer', ...oneQuantum],
    ],
  },
];

/** Options that have no report, with the reason. */
export const undisputed: Readonly<Partial<Record<ArmOptionName, string>>> = {
  effort: 'a change breaks the prefix by the vendor’s own guide; nobody says otherwise',
  effort_changes: 'no scenario changes its effort, and the item is not measured behind a gateway',
  search_choice: 'what a backend accepts of a forced search; no scenario forces one',
  search_blocked_domains: 'what a backend accepts of a search; no scenario has one',
  cache_diagnostics: 'asks the vendor why a prefix missed; the prompt is the same',
  lite: 'a contract of the backend by model, not a choice: the other form is refused',
  summary: 'adds visible text and latency, nothing to the prompt of the next request',
  verbosity: 'Anthropic has no such setting',
  service_tier: 'a matter of price and queue, which the simulator does not model',
};
