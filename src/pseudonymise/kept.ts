// The allow-list of pseudonymising: everything longer than three letters that may map to itself,
// each with its reason. What is in no list here is replaced.

import { billingHeaderPrefix } from '../wire/anthropic/billing-header.ts';

export interface Kept {
  readonly text: string;
  readonly reason: string;
}

/** Markers inside text that turntape itself reads. */
export const keptMarkers: readonly Kept[] = [
  {
    text: billingHeaderPrefix,
    reason: 'the translator takes the line out that begins with it',
  },
  { text: '<system-reminder>', reason: 'a prefix break at a moved reminder is named by it' },
  { text: '</system-reminder>', reason: 'closes the marker above' },
];

/**
 * Kinds of places whose values stay. The places themselves are in `protocol-rules.ts`: a field that
 * is named nowhere there is replaced.
 */
export const keptPlaces: readonly Kept[] = [
  { text: 'protocol keys', reason: 'names of the wire formats, the same for everybody' },
  {
    text: 'protocol values',
    reason: 'closed sets (roles, types, efforts): both sides compare them',
  },
  { text: 'model', reason: 'chooses the profile that a fixture is checked against' },
  { text: 'tool names', reason: 'validated by the backend, and calls refer to them' },
  { text: 'property names', reason: 'schemas and arguments refer to each other by them' },
  { text: 'schema keywords', reason: 'without them it is not a schema' },
];
