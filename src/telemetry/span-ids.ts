// Ids of traces and spans, made of the ids of what they show: a call that is sent again is the same
// span, and gateways that share a session share its trace.
import { sha256 } from '../lib/sha256.ts';

const traceHex = 32;
const spanHex = 16;

function hexOf(text: string, digits: number): string {
  return sha256(text).slice(0, digits);
}

/** @param root the session that all of it belongs to (a subagent's parent), or a trial */
export function toTraceId(root: string): string {
  return hexOf(`trace ${root}`, traceHex);
}

/** @param id of an exchange, or a session with the process that recorded it */
export function toSpanId(id: string): string {
  return hexOf(`span ${id}`, spanHex);
}
