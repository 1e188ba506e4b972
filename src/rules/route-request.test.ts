import { describe, expect, test } from 'vitest';
import { type RoutingFacts, routeRequest } from './route-request.ts';
import { defaultSimulatorParameters } from './simulator-parameters.ts';

const nothing: RoutingFacts = {
  sessionHeader: undefined,
  promptCacheKey: undefined,
  prefixFingerprint: 'prefix',
  turnStateMachine: null,
};
const many = { ...defaultSimulatorParameters, machines: 1024 };
const sticky = { ...many, routing_without_header: 'sticky' } as const;

/** Machine of one request; the lottery would draw the last one. */
function machine(facts: Partial<RoutingFacts>, parameters: typeof many = many): number {
  return routeRequest({ ...nothing, ...facts }, parameters, () => 0.9999).machine;
}

describe('routing', () => {
  test('the session header beats key and prefix', () => {
    const one = machine({ sessionHeader: 's', promptCacheKey: 'a', prefixFingerprint: 'p' });
    expect(machine({ sessionHeader: 's', promptCacheKey: 'b', prefixFingerprint: 'q' })).toBe(one);
    expect(machine({ sessionHeader: 't' })).not.toBe(one);
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
