// The validation rules, in the order in which they are checked.
import { cacheBreakpointRefused } from './cache-breakpoint-refused.ts';
import { callIdInvalid } from './call-id-invalid.ts';
import { callWithoutOutput } from './call-without-output.ts';
import { contextWindowExceeded } from './context-window-exceeded.ts';
import { duplicateItemId } from './duplicate-item-id.ts';
import { effortNotSupported } from './effort-not-supported.ts';
import { encryptedContentUnverified } from './encrypted-content-unverified.ts';
import { instructionsNotValid } from './instructions-not-valid.ts';
import { instructionsRequired } from './instructions-required.ts';
import { invalidIdPrefix } from './invalid-id-prefix.ts';
import { itemIdsRefused } from './item-ids-refused.ts';
import { itemNotFound } from './item-not-found.ts';
import { itemWithoutReasoning } from './item-without-reasoning.ts';
import { keyTooLong } from './key-too-long.ts';
import { liteContextRequired } from './lite-context-required.ts';
import { liteModelRefused } from './lite-model-refused.ts';
import { liteRequired } from './lite-required.ts';
import { modelRefused } from './model-refused.ts';
import { outputWithoutCall } from './output-without-call.ts';
import { reasoningDuplicatedWithoutId } from './reasoning-duplicated-without-id.ts';
import { reasoningMisplacedWithoutId } from './reasoning-misplaced-without-id.ts';
import { reasoningSummaryMissing } from './reasoning-summary-missing.ts';
import { reasoningTrailingWithoutId } from './reasoning-trailing-without-id.ts';
import { reasoningWithoutFollowingItem } from './reasoning-without-following-item.ts';
import type { ValidationRule } from './rule.ts';
import { searchActionInvalid } from './search-action-invalid.ts';
import { storeMustBeFalse } from './store-must-be-false.ts';
import { streamMustBeTrue } from './stream-must-be-true.ts';
import { systemMessagesNotAllowed } from './system-messages-not-allowed.ts';
import { tooManyTools } from './too-many-tools.ts';
import { toolNameInvalid } from './tool-name-invalid.ts';
import { toolSchemaInvalid } from './tool-schema-invalid.ts';
import { unknownParameter } from './unknown-parameter.ts';
import { unsupportedParameter } from './unsupported-parameter.ts';

/**
 * Every rule, in the order in which they are checked: the first refusal is the answer. The order is
 * ours: first what the gateway in front refuses, then the shape, then what items need of each
 * other.
 */
export const validationRules: readonly ValidationRule[] = [
  modelRefused,
  liteModelRefused,
  liteRequired,
  liteContextRequired,
  storeMustBeFalse,
  streamMustBeTrue,
  instructionsRequired,
  instructionsNotValid,
  systemMessagesNotAllowed,
  unsupportedParameter,
  cacheBreakpointRefused,
  unknownParameter,
  keyTooLong,
  toolNameInvalid,
  toolSchemaInvalid,
  tooManyTools,
  effortNotSupported,
  callIdInvalid,
  searchActionInvalid,
  invalidIdPrefix,
  reasoningSummaryMissing,
  duplicateItemId,
  itemNotFound,
  itemIdsRefused,
  encryptedContentUnverified,
  reasoningWithoutFollowingItem,
  itemWithoutReasoning,
  reasoningMisplacedWithoutId,
  reasoningTrailingWithoutId,
  reasoningDuplicatedWithoutId,
  callWithoutOutput,
  outputWithoutCall,
  contextWindowExceeded,
];
