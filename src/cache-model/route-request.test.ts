import { describe, expect, test } from 'vitest';
import {
  type CacheModelParameters,
  defaultCacheModelParameters,
} from '../profiles/cache-model-parameters.ts';
import { type RoutingFacts, routeRequest } from './route-request.ts';

const nothing: RoutingFacts = {
  sessionHeader: undefined,
  promptCacheKey: undefined,
  prefixFingerprint: 'prefix',
  turnStateMachine: null,
};
const many = { ...defaultCacheModelParameters, machines: 1024 };
const sticky = { ...many, routing_without_header: 'sticky' } as const;

/** Machine of one request; the lottery would draw the last one. */
function machine(facts: Partial<RoutingFacts>, parameters: CacheModelParameters = many): number {
  return routeRequest({ ...nothing, ...facts }, parameters, () => 0.9999).machine;
}

describe('routing', () => {
  test('the session header beats key and prefix', () => {
    const one = machine({ sessionHeader: 's', promptCacheKey: 'a', prefixFingerprint: 'p' });
    expect(machine({ sessionHeader: 's', promptCacheKey: 'b', prefixFingerprint: 'q' })).toBe(one);
    expect(machine({ sessionHeader: 't' })).not.toBe(one);
  });

  test('with header and key a parameter says which of them decides', () => {
    const pair = { sessionHeader: 's', promptCacheKey: 'a' };
    const key = { ...sticky, routing_with_both: 'key' } as const;
    expect(machine(pair, key)).toBe(machine({ promptCacheKey: 'a' }, key));
    expect(machine(pair, { ...many, routing_with_both: 'key' })).toBe(1023);
    expect(machine({ sessionHeader: 's' }, key)).toBe(machine({ sessionHeader: 's' }));
    const both = { ...many, routing_with_both: 'both' } as const;
    const one = machine(pair, both);
    expect(machine(pair, both)).toBe(one);
    for (const other of [{ promptCacheKey: 'b' }, { sessionHeader: 't' }]) {
      expect(machine({ ...pair, ...other }, both)).not.toBe(one);
    }
  });

  test('without it any machine may be drawn', () => {
    expect(machine({ promptCacheKey: 'a' })).toBe(1023);
  });

  test('sticky: the key beats the prefix', () => {
    const one = machine({ promptCacheKey: 'a', prefixFingerprint: 'p' }, sticky);
    expect(machine({ promptCacheKey: 'a', prefixFingerprint: 'q' }, sticky)).toBe(one);
    expect(machine({ prefixFingerprint: 'p' }, sticky)).not.toBe(one);
    expect(machine({ prefixFingerprint: 'q' }, sticky)).not.toBe(
      machine({ prefixFingerprint: 'p' }, sticky),
    );
  });

  test('an echoed turn state pins only when the parameter says so', () => {
    const facts = { sessionHeader: 's', turnStateMachine: 5 };
    expect(machine(facts, { ...many, turn_state_routing: true })).toBe(5);
    expect(machine(facts)).toBe(machine({ sessionHeader: 's' }));
  });
});
