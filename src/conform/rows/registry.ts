// The rows of the card, by group. Adding one: a file, a line here, and a fault in
// tests/gateways/faults that it finds.
import type { Row } from '../row.ts';
import { argumentsWhole } from './answers/arguments-whole.ts';
import { callsArrive } from './answers/calls-arrive.ts';
import { countTokens } from './answers/count-tokens.ts';
import { cutTold } from './answers/cut-told.ts';
import { error5xx } from './answers/error-5xx.ts';
import { error400 } from './answers/error-400.ts';
import { error401 } from './answers/error-401.ts';
import { error429 } from './answers/error-429.ts';
import { errorContext } from './answers/error-context.ts';
import { errorForm } from './answers/error-form.ts';
import { failureTold } from './answers/failure-told.ts';
import { filterTold } from './answers/filter-told.ts';
import { incompleteTold } from './answers/incomplete-told.ts';
import { oneBlockOpen } from './answers/one-block-open.ts';
import { overloadTold } from './answers/overload-told.ts';
import { plainMessage } from './answers/plain-message.ts';
import { stopReason } from './answers/stop-reason.ts';
import { textArrives } from './answers/text-arrives.ts';
import { usageCached } from './answers/usage-cached.ts';
import { usageInput } from './answers/usage-input.ts';
import { usageOutput } from './answers/usage-output.ts';
import { answerForm } from './history/answer-form.ts';
import { callsPaired } from './history/calls-paired.ts';
import { compactionSent } from './history/compaction-sent.ts';
import { emptyResult } from './history/empty-result.ts';
import { failedResult } from './history/failed-result.ts';
import { historyGrows } from './history/history-grows.ts';
import { idsThatRepeat } from './history/ids-that-repeat.ts';
import { imageInResult } from './history/image-in-result.ts';
import { imageSent } from './history/image-sent.ts';
import { interruptPaired } from './history/interrupt-paired.ts';
import { lastMessageSent } from './history/last-message-sent.ts';
import { lateToolSent } from './history/late-tool-sent.ts';
import { longIds } from './history/long-ids.ts';
import { noSystemRole } from './history/no-system-role.ts';
import { oneCallAtATime } from './history/one-call-at-a-time.ts';
import { orphanResult } from './history/orphan-result.ts';
import { reminderBehindResult } from './history/reminder-behind-result.ts';
import { remindersSent } from './history/reminders-sent.ts';
import { requestsAnswered } from './history/requests-answered.ts';
import { resultsById } from './history/results-by-id.ts';
import { schemas } from './history/schemas.ts';
import { toolChoice } from './history/tool-choice.ts';
import { toolNames } from './history/tool-names.ts';
import { toolNamesReplayed } from './history/tool-names-replayed.ts';
import { keyLength } from './key/key-length.ts';
import { keyPresent } from './key/key-present.ts';
import { keyStable } from './key/key-stable.ts';
import { sessionHeaderPresent } from './key/session-header-present.ts';
import { sessionHeaderSpelled } from './key/session-header-spelled.ts';
import { sessionHeaderStable } from './key/session-header-stable.ts';
import { turnState } from './key/turn-state.ts';
import { argumentsOrder } from './prefix/arguments-order.ts';
import { billingLine } from './prefix/billing-line.ts';
import { cacheMarkersDropped } from './prefix/cache-markers-dropped.ts';
import { effortStable } from './prefix/effort-stable.ts';
import { lateToolLast } from './prefix/late-tool-last.ts';
import { prefixGrows } from './prefix/prefix-grows.ts';
import { remindersInPlace } from './prefix/reminders-in-place.ts';
import { sameRequestSameBytes } from './prefix/same-request-same-bytes.ts';
import { schemaOrder } from './prefix/schema-order.ts';
import { toolsAdded } from './prefix/tools-added.ts';
import { toolsOrder } from './prefix/tools-order.ts';
import { contextAsAsked } from './reasoning/context-as-asked.ts';
import { foreignThinking } from './reasoning/foreign-thinking.ts';
import { interruptReasoning } from './reasoning/interrupt-reasoning.ts';
import { pinAnswered } from './reasoning/pin-answered.ts';
import { reasoningAsked } from './reasoning/reasoning-asked.ts';
import { reasoningBytes } from './reasoning/reasoning-bytes.ts';
import { reasoningCounted } from './reasoning/reasoning-counted.ts';
import { reasoningFromDone } from './reasoning/reasoning-from-done.ts';
import { reasoningInPlace } from './reasoning/reasoning-in-place.ts';
import { reasoningKept } from './reasoning/reasoning-kept.ts';
import { reasoningKeptForGood } from './reasoning/reasoning-kept-for-good.ts';
import { reasoningNotAsText } from './reasoning/reasoning-not-as-text.ts';
import { reasoningNotEmpty } from './reasoning/reasoning-not-empty.ts';
import { reasoningOfModel } from './reasoning/reasoning-of-model.ts';
import { reasoningOnce } from './reasoning/reasoning-once.ts';
import { refusedLateRecovers } from './reasoning/refused-late-recovers.ts';
import { refusedNotAgain } from './reasoning/refused-not-again.ts';
import { refusedRecovers } from './reasoning/refused-recovers.ts';
import { agentsApart } from './sessions/agents-apart.ts';
import { answersApart } from './sessions/answers-apart.ts';
import { callersApart } from './sessions/callers-apart.ts';
import { keyFromMetadata } from './sessions/key-from-metadata.ts';
import { keyPerSession } from './sessions/key-per-session.ts';
import { reasoningApart } from './sessions/reasoning-apart.ts';
import { reasoningOfAccount } from './sessions/reasoning-of-account.ts';
import { sessionHeaderPerSession } from './sessions/session-header-per-session.ts';
import { badEventSurvived } from './streaming/bad-event-survived.ts';
import { endsAtTheEnd } from './streaming/ends-at-the-end.ts';
import { eventNames } from './streaming/event-names.ts';
import { eventOrder } from './streaming/event-order.ts';
import { firstTextAtOnce } from './streaming/first-text-at-once.ts';
import { leavingCancels } from './streaming/leaving-cancels.ts';
import { silenceFilled } from './streaming/silence-filled.ts';
import { messageId } from './threads/message-id.ts';
import { samplingParameters } from './threads/sampling-parameters.ts';
import { threadBegins } from './threads/thread-begins.ts';
import { threadNotForgotten } from './threads/thread-not-forgotten.ts';
import { unknownFields } from './threads/unknown-fields.ts';

/** Every row, in the order of the card. */
export const rows: readonly Row[] = [
  keyLength,
  keyPresent,
  keyStable,
  sessionHeaderPresent,
  sessionHeaderSpelled,
  sessionHeaderStable,
  turnState,
  argumentsOrder,
  billingLine,
  cacheMarkersDropped,
  effortStable,
  lateToolLast,
  prefixGrows,
  remindersInPlace,
  sameRequestSameBytes,
  schemaOrder,
  toolsAdded,
  toolsOrder,
  foreignThinking,
  interruptReasoning,
  contextAsAsked,
  reasoningAsked,
  reasoningBytes,
  reasoningCounted,
  reasoningFromDone,
  reasoningInPlace,
  reasoningKeptForGood,
  reasoningKept,
  reasoningNotAsText,
  reasoningNotEmpty,
  reasoningOfModel,
  reasoningOnce,
  pinAnswered,
  refusedLateRecovers,
  refusedNotAgain,
  refusedRecovers,
  answerForm,
  callsPaired,
  compactionSent,
  emptyResult,
  failedResult,
  historyGrows,
  idsThatRepeat,
  imageInResult,
  imageSent,
  interruptPaired,
  lastMessageSent,
  lateToolSent,
  longIds,
  noSystemRole,
  oneCallAtATime,
  orphanResult,
  reminderBehindResult,
  remindersSent,
  requestsAnswered,
  resultsById,
  schemas,
  toolChoice,
  toolNamesReplayed,
  toolNames,
  argumentsWhole,
  callsArrive,
  countTokens,
  cutTold,
  error400,
  error401,
  error429,
  error5xx,
  errorContext,
  errorForm,
  failureTold,
  filterTold,
  incompleteTold,
  oneBlockOpen,
  overloadTold,
  plainMessage,
  stopReason,
  textArrives,
  usageCached,
  usageInput,
  usageOutput,
  badEventSurvived,
  endsAtTheEnd,
  eventNames,
  eventOrder,
  firstTextAtOnce,
  leavingCancels,
  silenceFilled,
  messageId,
  samplingParameters,
  threadBegins,
  threadNotForgotten,
  unknownFields,
  agentsApart,
  answersApart,
  callersApart,
  keyFromMetadata,
  keyPerSession,
  reasoningApart,
  reasoningOfAccount,
  sessionHeaderPerSession,
];
