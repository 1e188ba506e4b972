import { encryptedContentUnverified } from './encrypted-content-unverified.ts';
import type { ValidationRule } from './rule.ts';
import { storeMustBeFalse } from './store-must-be-false.ts';
import { streamMustBeTrue } from './stream-must-be-true.ts';

/** Every rule, in the order in which they are checked: the first refusal is the answer. */
export const validationRules: readonly ValidationRule[] = [
  storeMustBeFalse,
  streamMustBeTrue,
  encryptedContentUnverified,
];
