// Which machine serves a request: caches are per machine.
import { turnStateHeader } from '../../wire/responses/turn-state.ts';
import { choice, noSource, number, type ParameterTable, whole } from './parameter.ts';

export interface RoutingParameters {
  readonly machines: number;
  readonly routing_without_header: 'lottery' | 'sticky';
  readonly session_header_routes: boolean;
  readonly routing_with_both: 'header' | 'key' | 'both';
  readonly turn_state_routing: boolean;
  readonly failover_rate: number;
  readonly rate_per_key_minute: number;
}

export const routingParameters: ParameterTable<RoutingParameters> = {
  machines: {
    accepts: whole(1, 1024),
    default: 8,
    meaning: 'machines per account, each with its own cache',
    source: 'fitted to fleet-harness PR 839: 16 of 42 hits without header, 6 prefixes of 8 turns',
    confidence: 'measured by peers',
  },
  routing_without_header: {
    accepts: choice('lottery', 'sticky'),
    default: 'lottery',
    meaning: 'without `session-id`: any machine, or the one of the key or first tokens',
    source: 'lottery: fleet-harness PR 839, opengeni PR 386; sticky: vendor, for its API',
    confidence: 'measured by peers',
  },
  session_header_routes: {
    accepts: choice(true, false),
    default: true,
    meaning: 'whether the `session-id` header decides the machine',
    source: 'fleet-harness PR 839, opengeni PR 386, openclaw issue 100232',
    confidence: 'measured by peers',
  },
  routing_with_both: {
    accepts: choice('header', 'key', 'both'),
    default: 'header',
    meaning:
      'with `session-id` and a key: the header decides, the key decides as if there were no header, or each pair has its machine',
    source: 'fleet-harness PR 839: 19 of 21 with the header alone, 39 of 42 with both',
    confidence: 'measured by peers',
  },
  turn_state_routing: {
    accepts: choice(false, true),
    default: false,
    meaning: `whether an echoed \`${turnStateHeader}\` pins the request to its machine`,
    source: noSource,
    confidence: 'assumed',
  },
  failover_rate: {
    accepts: number(0, 1),
    default: 0,
    meaning: 'share of requests that are served by another machine than routing chose',
    source:
      'contradictory: 5 of 63 calls missed with a header in fleet-harness PR 839, but 1.02% of 73,386 native calls, first ones included, in the multivibe audit',
    confidence: 'measured by peers',
  },
  rate_per_key_minute: {
    accepts: whole(0, 1_000_000),
    default: 15,
    meaning: 'requests per minute and routing key above which more machines are used; 0: no limit',
    source: 'OpenAI Prompt Caching 201 (peers doubt it for the Codex backend)',
    confidence: 'documented',
  },
};
