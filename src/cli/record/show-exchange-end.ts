// `record --follow`: a line for every exchange as it ends, beside the recording.
import type { FollowedExchange } from '../../exchange/follow-sink.ts';
import type { Terminal } from '../../terminal/console.ts';

function jsonOf({ request, session, head, end, ...rest }: FollowedExchange): object {
  return {
    event: 'exchange',
    id: request.id,
    session: session.id,
    kind: session.kind,
    method: request.method,
    path: request.target,
    status: head?.status ?? null,
    outcome: end.outcome,
    error: end.error,
    request_bytes: request.bodyBytes,
    response_bytes: rest.responseBytes,
    first_byte_ms: rest.firstByteMs,
    total_ms: end.elapsedMs,
  };
}

function renderLine({ request, session, head, end, ...rest }: FollowedExchange): string {
  const status = end.outcome === 'complete' ? head?.status : end.outcome;
  const first = rest.firstByteMs === null ? '' : `first byte ${rest.firstByteMs.toFixed(0)} ms, `;
  return (
    `${session.id} ${session.kind} ${request.method} ${request.target.split('?')[0]} ${status}: ` +
    `${request.bodyBytes} B sent, ${rest.responseBytes} B got, ` +
    `${first}end ${end.elapsedMs?.toFixed(0) ?? '-'} ms` +
    (end.error === null ? '' : `: ${end.error}`)
  );
}

/** @param asJson one JSON line on stdout instead of a note */
export function showExchangeEnd(
  followed: FollowedExchange,
  terminal: Terminal,
  asJson: boolean,
): void {
  if (asJson) terminal.json(jsonOf(followed));
  else terminal.note(renderLine(followed));
}
