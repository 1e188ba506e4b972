import { describe, expect, test } from 'vitest';
import type { StoredReasoning } from '../carriers/carrier.ts';
import { sealEnvelope } from '../carriers/envelope.ts';
import type { Loss } from '../domain/loss.ts';
import type { TranslationInput } from '../domain/translation.ts';
import type { TranslatorOptions } from '../domain/translator-options.ts';
import { defaultTranslatorOptions } from '../domain/translator-options.ts';
import type { SessionState } from '../domain/translator-state.ts';
import { withoutReasoning } from './pins.ts';
import { createPlacement, isRefused, type Placement } from './placement.ts';
import { prepareTurn } from './prepare-turn.ts';

const reasoning = (name: string): StoredReasoning => ({
  id: `rs_${name}`,
  encryptedContent: `gAAAA${name}`,
  summary: [],
});
const state: SessionState = {
  pins: {},
  entries: [
    { anchor: 'call:1', reasoning: [reasoning('a'), reasoning('b')], originalArguments: null },
    { anchor: 'call:2', reasoning: [reasoning('c')], originalArguments: null },
  ],
};

function open(
  options: Partial<TranslatorOptions>,
  from: SessionState = state,
  scopeStart = 0,
  model = 'gpt-5.5',
): { placement: Placement; losses: Loss[]; signature(name: string): string } {
  const input: TranslationInput = {
    request: { model, messages: [] },
    headers: [],
    options: { ...defaultTranslatorOptions, reasoning_continuity: true, ...options },
    account: 'a',
  };
  const turn = prepareTurn(input);
  const losses: Loss[] = [];
  return {
    placement: createPlacement(turn, from, isRefused(turn, from), scopeStart, losses),
    losses,
    signature: (name) =>
      sealEnvelope(reasoning(name), { ...turn.carrierContext, model: 'gpt-5.5' }) ?? '',
  };
}

/** Ciphertexts placed before an anchor. */
function placed(placement: Placement, anchor: string, message = 0): unknown[] {
  return placement.before(anchor, message).map((item) => item.encrypted_content);
}

describe('reasoning', () => {
  test('comes back from the store at its own anchor, in order', () => {
    const { placement } = open({});
    expect(placed(placement, 'call:1')).toEqual(['gAAAAa', 'gAAAAb']);
    expect(placed(placement, 'call:2')).toEqual(['gAAAAc']);
    expect(placed(placement, 'call:3')).toEqual([]);
  });

  test('is placed without id and with a summary list, or with the id where it is kept', () => {
    expect(open({}).placement.before('call:2', 0)).toEqual([
      { type: 'reasoning', summary: [], encrypted_content: 'gAAAAc' },
    ]);
    expect(open({ reasoning_ids: 'keep' }).placement.before('call:2', 0)).toEqual([
      { type: 'reasoning', id: 'rs_c', summary: [], encrypted_content: 'gAAAAc' },
    ]);
  });

  test.each(['gAAAAB…9xQ=', 'The user wants', 'gAAAAB...9xQ'])(
    'that is damaged (%s) is left out and named, whatever carries it',
    (encryptedContent) => {
      const damaged = { id: 'rs_d', encryptedContent, summary: [] };
      const entries = [
        { anchor: 'call:1', reasoning: [damaged, reasoning('b')], originalArguments: null },
      ];
      const stored = open({}, { pins: {}, entries });
      expect(placed(stored.placement, 'call:1', 3)).toEqual(['gAAAAb']);
      expect(stored.losses).toMatchObject([
        { feature: 'reasoning-damaged', pointer: '/messages/3' },
      ]);

      const signed = open({ reasoning_carrier: 'signature' });
      const { carrierContext } = prepareTurn({
        request: { model: 'gpt-5.5', messages: [] },
        headers: [],
        options: { ...defaultTranslatorOptions, reasoning_continuity: true },
        account: 'a',
      });
      const signature = sealEnvelope(damaged, carrierContext) ?? '';
      signed.placement.offer(signature, 0, 0);
      expect(placed(signed.placement, 'call:9')).toEqual([]);
      expect(signed.losses).toMatchObject([{ pointer: '/messages/0/content/0' }]);
    },
  );

  test('does not come back with the flag off, nor once it was refused', () => {
    expect(placed(open({ reasoning_continuity: false }).placement, 'call:1')).toEqual([]);
    expect(placed(open({}, withoutReasoning(state)).placement, 'call:1')).toEqual([]);
    const { placement, losses, signature } = open(
      { reasoning_carrier: 'signature' },
      withoutReasoning(state),
    );
    placement.offer(signature('x'), 0, 1);
    expect(placed(placement, 'call:1')).toEqual([]);
    expect(losses).toMatchObject([
      { feature: 'thinking-not-replayed', pointer: '/messages/0/content/1' },
    ]);
  });

  test('comes back from the signature directly before what follows it', () => {
    const { placement, signature } = open({ reasoning_carrier: 'signature' });
    placement.offer(signature('x'), 0, 1);
    expect(placed(placement, 'call:2')).toEqual(['gAAAAx']);
    expect(placed(placement, 'call:1')).toEqual([]);
  });

  test('comes from the store where the client dropped the signature, and never twice', () => {
    const { placement, signature } = open({ reasoning_carrier: 'hybrid' });
    placement.offer(signature('a'), 0, 1);
    expect(placed(placement, 'call:1')).toEqual(['gAAAAa', 'gAAAAb']);
    placement.offer(signature('a'), 0, 1);
    expect(placed(placement, 'call:2')).toEqual(['gAAAAc']);
  });

  test('is dropped when what it must precede is gone', () => {
    const { placement, losses, signature } = open({ reasoning_carrier: 'signature' });
    placement.offer(signature('x'), 0, 1);
    placement.endTurn(3);
    expect(placed(placement, 'call:1')).toEqual([]);
    expect(losses).toMatchObject([
      { feature: 'reasoning-without-successor', pointer: '/messages/3' },
    ]);
  });

  test('of another model is not replayed', () => {
    const { placement, losses, signature } = open(
      { reasoning_carrier: 'signature' },
      state,
      0,
      'gpt-6',
    );
    placement.offer(signature('x'), 0, 1);
    expect(placed(placement, 'call:1')).toEqual([]);
    expect(losses).toMatchObject([{ feature: 'thinking-foreign' }]);
  });

  test('of earlier user turns stays away where the scope is the current one', () => {
    const { placement, signature } = open({ reasoning_carrier: 'hybrid' }, state, 5);
    placement.offer(signature('x'), 4, 1);
    expect(placed(placement, 'call:1', 4)).toEqual([]);
    placement.offer(signature('y'), 5, 1);
    expect(placed(placement, 'call:2', 5)).toEqual(['gAAAAy', 'gAAAAc']);
  });
});
