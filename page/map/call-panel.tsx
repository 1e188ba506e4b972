// The selected call: what it sent, what was cached, and for every loss its cause, place and values.

import type { Break } from '../../src/explain/cause.ts';
import type { MapCall } from '../../src/recordings/session-map.ts';
import { causeColour } from '../causes.ts';
import { type ExplainedLineCall, promptParts } from '../explained.ts';
import { clock, count, dollars, duration, percent, visible } from '../format.ts';
import { callLink } from '../route.ts';
import { useApp } from '../use.ts';

interface CallPanelProps {
  readonly session: string;
  readonly call: MapCall;
  readonly explained: ExplainedLineCall | undefined;
  onClose(): void;
}

export function CallPanel({ session, call, explained, onClose }: CallPanelProps) {
  const { input, cached, fresh } = promptParts(explained, call.usage);
  const of = explained?.explained;
  const continues =
    of === undefined || of.continues === null
      ? 'It continues no earlier call.'
      : `It continues call ${of.continues}${of.continues_session === null ? '' : ` of ${of.continues_session}`}.`;
  return (
    <aside class="panel" aria-label={`Call ${call.seq}`}>
      <button type="button" class="close" aria-label="Close" onClick={onClose}>
        ×
      </button>
      <h2>Call {call.seq}</h2>
      <p class="facts">
        {clock(call.started_at_ms)}, status {call.status ?? '-'}, first token after{' '}
        {duration(call.ttft_ms)}
        {call.cost_usd !== null && `, ${dollars(call.cost_usd)}`}
      </p>
      {call.error !== null && <p class="failed">{visible(call.error)}</p>}
      {of === undefined ? (
        <p class="notice">
          {call.outcome === 'running' ? 'It is still running.' : 'Not explained yet.'}
        </p>
      ) : (
        <>
          <p>
            {continues}
            {of.repeats !== null && ` It has the same prompt as call ${of.repeats}.`}
          </p>
          {of.vendor_reason !== undefined && (
            <p>
              The vendor says: <code>{visible(of.vendor_reason.reason)}</code>
            </p>
          )}
          {of.breaks
            .toSorted((a, b) => b.tokens_lost - a.tokens_lost)
            .map((one) => (
              <BreakView key={one.cause + one.pointer} of={one} session={session} call={call.id} />
            ))}
        </>
      )}
      <dl class="parts">
        <dt>prompt</dt>
        <dd>{count(input)} tokens</dd>
        <dt>
          <i class="swatch cached" /> cached
        </dt>
        <dd>
          {count(cached)} ({percent(input === 0 ? null : cached / input, 1)})
        </dd>
        {of !== undefined && (
          <>
            <dt>an ideal cache holds</dt>
            <dd>{count(of.theoretical_cached_tokens)}</dd>
            <dt>
              <i class="swatch fresh" /> new
            </dt>
            <dd>{count(fresh)}</dd>
          </>
        )}
        {(explained?.facts.replayedReasoningTokens ?? 0) > 0 && (
          <>
            <dt>
              <i class="swatch reasoning" /> reasoning in the prompt
            </dt>
            <dd>{count(explained?.facts.replayedReasoningTokens ?? 0)}</dd>
          </>
        )}
      </dl>
      <p class="actions">
        <a class="button" href={callLink(session, call.id)}>
          Open the call
        </a>
        {call.linked.length > 0 && (
          <a class="button" href={callLink(session, call.id, 'sides')}>
            Other side of the gateway
          </a>
        )}
      </p>
    </aside>
  );
}

interface BreakViewProps {
  readonly of: Break;
  /** null: a trial, whose bytes are not kept. */
  readonly session: string | null;
  readonly call: string;
  /** The values before and now are shown elsewhere. */
  readonly isBrief?: boolean;
}

/** A cause with its place; the place is a link to the byte. */
export function BreakView({ of: one, session, call, isBrief = false }: BreakViewProps) {
  const { about } = useApp();
  const place = { byte: one.byte === null ? null : String(one.byte), pointer: one.pointer };
  return (
    <section class="break">
      <h3>
        <i class="swatch" style={{ background: causeColour(one.cause) }} /> {one.cause}
        <span class="tokens">{count(one.tokens_lost)} tokens</span>
      </h3>
      <p>
        {about.causes[one.cause]}
        {one.by !== null && `; changed by the ${one.by}`}
      </p>
      {one.header !== null && (
        <p>
          Header <code>{visible(one.header)}</code>
        </p>
      )}
      {session === null && one.pointer !== null && (
        <p>
          <code>{visible(one.pointer)}</code>
          {one.byte !== null && ` at byte ${count(one.byte)}`}
        </p>
      )}
      {session !== null && one.pointer !== null && one.from !== undefined && (
        <p>
          <a
            href={callLink(session, one.from.id, one.from.part === 'request' ? 'raw' : 'items', {
              byte: place.byte,
            })}
          >
            <code>{visible(one.pointer)}</code> in the {one.from.part} of call {one.from.seq}
            {one.byte !== null && ` at byte ${count(one.byte)}`}
          </a>
        </p>
      )}
      {session !== null && one.pointer !== null && one.from === undefined && (
        <p>
          <a href={callLink(session, call, 'diff', place)}>
            <code>{visible(one.pointer)}</code>
            {one.byte !== null && ` at byte ${count(one.byte)}`}
          </a>
        </p>
      )}
      {!isBrief && (one.before !== null || one.now !== null) && (
        <dl class="values">
          <dt>before</dt>
          <dd>
            <code>{visible(one.before ?? '-')}</code>
          </dd>
          <dt>now</dt>
          <dd>
            <code>{visible(one.now ?? '-')}</code>
          </dd>
        </dl>
      )}
    </section>
  );
}
