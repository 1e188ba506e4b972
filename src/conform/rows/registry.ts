// The rows of the card, by group. Adding one: a file, a line here, and a fault in
// tests/gateways/faults that it finds.
import type { Row } from '../row.ts';
import { argumentsWhole } from './answers/arguments-whole.ts';
import { callsArrive } from './answers/calls-arrive.ts';
import { oneBlockOpen } from './answers/one-block-open.ts';
import { stopReason } from './answers/stop-reason.ts';
import { textArrives } from './answers/text-arrives.ts';
import { usageCached } from './answers/usage-cached.ts';
import { usageInput } from './answers/usage-input.ts';
import { usageOutput } from './answers/usage-output.ts';
import { callsPaired } from './history/calls-paired.ts';
import { lastMessageSent } from './history/last-message-sent.ts';
import { resultsById } from './history/results-by-id.ts';
import { keyLength } from './key/key-length.ts';
import { keyPresent } from './key/key-present.ts';
import { keyStable } from './key/key-stable.ts';
import { sessionHeaderPresent } from './key/session-header-present.ts';
import { sessionHeaderSpelled } from './key/session-header-spelled.ts';
import { sessionHeaderStable } from './key/session-header-stable.ts';
import { argumentsOrder } from './prefix/arguments-order.ts';
import { prefixGrows } from './prefix/prefix-grows.ts';
import { schemaOrder } from './prefix/schema-order.ts';
import { toolsAdded } from './prefix/tools-added.ts';
import { toolsOrder } from './prefix/tools-order.ts';
import { reasoningAsked } from './reasoning/reasoning-asked.ts';
import { reasoningBytes } from './reasoning/reasoning-bytes.ts';
import { reasoningInPlace } from './reasoning/reasoning-in-place.ts';
import { reasoningKept } from './reasoning/reasoning-kept.ts';
import { reasoningKeptForGood } from './reasoning/reasoning-kept-for-good.ts';
import { reasoningNotAsText } from './reasoning/reasoning-not-as-text.ts';
import { reasoningNotEmpty } from './reasoning/reasoning-not-empty.ts';
import { reasoningOnce } from './reasoning/reasoning-once.ts';
import { answersApart } from './sessions/answers-apart.ts';
import { keyFromMetadata } from './sessions/key-from-metadata.ts';
import { keyPerSession } from './sessions/key-per-session.ts';
import { reasoningApart } from './sessions/reasoning-apart.ts';
import { sessionHeaderPerSession } from './sessions/session-header-per-session.ts';

/** Every row, in the order of the card. */
export const rows: readonly Row[] = [
  keyLength,
  keyPresent,
  keyStable,
  sessionHeaderPresent,
  sessionHeaderSpelled,
  sessionHeaderStable,
  argumentsOrder,
  prefixGrows,
  schemaOrder,
  toolsAdded,
  toolsOrder,
  reasoningAsked,
  reasoningBytes,
  reasoningInPlace,
  reasoningKeptForGood,
  reasoningKept,
  reasoningNotAsText,
  reasoningNotEmpty,
  reasoningOnce,
  callsPaired,
  lastMessageSent,
  resultsById,
  argumentsWhole,
  callsArrive,
  oneBlockOpen,
  stopReason,
  textArrives,
  usageCached,
  usageInput,
  usageOutput,
  answersApart,
  keyFromMetadata,
  keyPerSession,
  reasoningApart,
  sessionHeaderPerSession,
];
