// A recorded session -> a fixture that can be shared.
import { withExpected } from '../../check/check-fixture.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { presets } from '../../domain/translator-options.ts';
import type { Fixture } from '../../formats/fixture.ts';
import { type PromotedCall, promoteFixture } from '../../formats/promote-fixture.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { pseudonymiseExchanges } from '../../pseudonymise/pseudonymise-exchanges.ts';
import {
  describeOrigin,
  type RecordedCall,
  type RecordedSession,
} from '../recording/read-recorded.ts';

function withUpstream({ client, upstream }: RecordedCall): PromotedCall {
  if (upstream !== null) return { client, upstream };
  throw new HarnessError(
    'bad-input',
    `exchange ${client.id} has no upstream side: it was not recorded by the gateway`,
    'A fixture needs the upstream stream: record with turntape gateway -- claude ...',
  );
}

/**
 * A pseudonymised fixture with what the translator makes of it now, expected in the arms off and
 * on.
 * @throws HarnessError `bad-input`: no upstream side, too many calls, a likely secret
 */
export function sessionToFixture(
  { session, protocol, calls: recorded }: RecordedSession,
  options: { name: string; allowSecrets: boolean; tokenizer: Tokenizer },
): Fixture {
  const calls = recorded.map(withUpstream);
  // Both sides go through one mapping, so that an id or word is the same on both.
  const distinct = [...new Set(calls.flatMap(({ client, upstream }) => [client, upstream]))];
  const replaced = new Map(
    pseudonymiseExchanges(distinct, options).map((exchange) => [exchange.id, exchange]),
  );
  const fixture = promoteFixture(
    calls.map(({ client, upstream }) => ({
      client: replaced.get(client.id) ?? client,
      upstream: replaced.get(upstream.id) ?? upstream,
    })),
    {
      name: options.name,
      kind: protocol,
      arms: { off: presets.off, on: presets.on },
      origin: describeOrigin(session),
    },
  );
  return withExpected(fixture);
}
