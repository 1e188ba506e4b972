// The envelope that the signature carrier writes: `turntape.r1.<code>.<head>.<encrypted content>`.
// `head` is base64url of JSON {i: id, m: model, s: summary}; `code` authenticates version, head,
// content and account, so that foreign or altered text is ignored rather than sent upstream.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isJsonObject, parseJson } from '../lib/json.ts';
import type { CarrierContext, StoredReasoning } from './carrier.ts';

const envelopePrefix = 'turntape.r1.';

/** Signature of a thinking block that is shown and carries nothing. */
export const displayOnlySignature = 'turntape.display-only';

/**
 * Start of the signature that says: this session's reasoning was refused, send none of it again.
 */
const refusalPrefix = 'turntape.refused.';

/**
 * Is in the signatures of a session after the backend refused its reasoning. The mark lives in the
 * client's own history, so the refusal outlives this process; another account or model ignores it.
 */
export function refusalMark(context: CarrierContext): string {
  return refusalPrefix + authenticate('refused', '', context).toString('base64url');
}

/**
 * What a signature says by its form. Whether an envelope is this account's is for `openEnvelope`.
 */
export function signatureKind(
  signature: string,
  context: CarrierContext,
): 'envelope' | 'display-only' | 'refusal' | 'foreign' {
  if (signature.startsWith(envelopePrefix)) return 'envelope';
  if (signature === displayOnlySignature) return 'display-only';
  // Another account's or model's mark says nothing here.
  const isMark = signature.startsWith(refusalPrefix) && signature === refusalMark(context);
  return isMark ? 'refusal' : 'foreign';
}

/** Longest envelope that is sent, in characters: Claude Code was seen to replay 200 KB. */
export const envelopeCharsMax = 200_000;

/** Bytes of the authentication code that are kept: 128 bits, beyond guessing. */
const codeBytes = 16;

/** @returns the envelope, or null when it would be longer than `envelopeCharsMax` */
export function sealEnvelope(reasoning: StoredReasoning, context: CarrierContext): string | null {
  const head = Buffer.from(
    JSON.stringify({ i: reasoning.id, m: context.model, s: reasoning.summary }),
  ).toString('base64url');
  const code = authenticate(head, reasoning.encryptedContent, context).toString('base64url');
  const envelope = `${envelopePrefix}${code}.${head}.${reasoning.encryptedContent}`;
  return envelope.length <= envelopeCharsMax ? envelope : null;
}

/** @returns null for anything that this account and model did not seal */
export function openEnvelope(envelope: string, context: CarrierContext): StoredReasoning | null {
  if (!envelope.startsWith(envelopePrefix) || envelope.length > envelopeCharsMax) return null;
  const headStart = envelope.indexOf('.', envelopePrefix.length) + 1;
  const contentStart = envelope.indexOf('.', headStart) + 1;
  if (headStart === 0 || contentStart === 0) return null;
  const code = envelope.slice(envelopePrefix.length, headStart - 1);
  const head = envelope.slice(headStart, contentStart - 1);
  const encryptedContent = envelope.slice(contentStart);
  const claimed = Buffer.from(code, 'base64url');
  if (claimed.length !== codeBytes || claimed.toString('base64url') !== code) return null;
  if (!timingSafeEqual(claimed, authenticate(head, encryptedContent, context))) return null;
  const value = parseJson(Buffer.from(head, 'base64url').toString());
  if (!isJsonObject(value) || value['m'] !== context.model || !Array.isArray(value['s']))
    return null;
  return {
    id: typeof value['i'] === 'string' ? value['i'] : null,
    encryptedContent,
    summary: (value['s'] as readonly unknown[]).filter((text) => typeof text === 'string'),
  };
}

function authenticate(head: string, encryptedContent: string, context: CarrierContext): Buffer {
  const key = createHmac('sha256', context.secret ?? 'turntape')
    .update(context.account)
    .digest();
  return createHmac('sha256', key)
    .update(`${envelopePrefix}${head}.${encryptedContent}`)
    .digest()
    .subarray(0, codeBytes);
}
