// Ids of the simulator's items. They carry which response they belong to and which reasoning item
// they depend on, so that the pairing rules for items with ids need no memory.

import { sha256 } from '../lib/sha256.ts';

export type ItemIdPrefix = 'rs' | 'msg' | 'fc' | 'ctc' | 'cmp';

export interface ItemId {
  /** Same for all items of one response. */
  readonly stem: string;
  readonly index: number;
  /** Index of the reasoning item that it depends on; null: none. */
  readonly reasoningIndex: number | null;
}

/** An id as it was read. */
export interface ParsedItemId extends ItemId {
  /** Id of the reasoning item that it depends on; null: none. */
  readonly reasoningId: string | null;
}

const stemChars = 32;
const checkChars = 8;
const none = 'ff';

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

function checkOf(prefix: string, body: string): string {
  return sha256(`item ${prefix} ${body}`).slice(0, checkChars);
}

/** Writes an id; `parseItemId` reads it back. */
export function formatItemId(prefix: ItemIdPrefix, id: ItemId): string {
  const depends = id.reasoningIndex === null ? none : hexByte(id.reasoningIndex);
  const body = `${id.stem}${hexByte(id.index)}${depends}`;
  return `${prefix}_${body}${checkOf(prefix, body)}`;
}

let last = { seed: '', stem: '' };

/** The items of a response are named one after the other. */
function stemOf(seed: string): string {
  if (last.seed !== seed) last = { seed, stem: sha256(seed).slice(0, stemChars) };
  return last.stem;
}

/** @param seed equal for all items of a response, distinct between responses */
export function createItemId(
  prefix: ItemIdPrefix,
  seed: string,
  index: number,
  reasoningIndex: number | null,
): string {
  return formatItemId(prefix, { stem: stemOf(seed), index, reasoningIndex });
}

const parsed = new Map<string, ParsedItemId | null>();
/** Ids that are remembered; then all are forgotten. */
const parsedMax = 10_000;
/** No id of the simulator is longer: no others are remembered. */
const idCharsMax = 64;

/** Reads an id of the simulator; null for any other id (a client's own, another backend's). */
export function parseItemId(id: string): ParsedItemId | null {
  if (id.length > idCharsMax) return null;
  // Every request repeats the ids of its history.
  const known = parsed.get(id);
  if (known !== undefined) return known;
  if (parsed.size >= parsedMax) parsed.clear();
  const found = readItemId(id);
  parsed.set(id, found);
  return found;
}

function readItemId(id: string): ParsedItemId | null {
  const match = /^([a-z]+)_([0-9a-f]{32})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{8})$/.exec(id);
  if (match === null) return null;
  const [, prefix = '', stem = '', index = '', depends = '', check = ''] = match;
  if (checkOf(prefix, `${stem}${index}${depends}`) !== check) return null;
  const reasoningIndex = depends === none ? null : Number.parseInt(depends, 16);
  return {
    stem,
    index: Number.parseInt(index, 16),
    reasoningIndex,
    reasoningId:
      reasoningIndex === null
        ? null
        : formatItemId('rs', { stem, index: reasoningIndex, reasoningIndex: null }),
  };
}
