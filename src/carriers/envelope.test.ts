import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../lib/property-runs.test-support.ts';
import type { CarrierContext, StoredReasoning } from './carrier.ts';
import { envelopeCharsMax, openEnvelope, sealEnvelope } from './envelope.ts';

const context: CarrierContext = { account: 'a', model: 'gpt-5.5', secret: null };
const reasoning: fc.Arbitrary<StoredReasoning> = fc.record({
  id: fc.option(fc.string()),
  encryptedContent: fc.string(),
  summary: fc.array(fc.string({ unit: 'grapheme' })),
});

function sealed(item: StoredReasoning, under = context): string {
  const envelope = sealEnvelope(item, under);
  if (envelope === null) throw new TypeError('too long');
  return envelope;
}

describe('a reasoning envelope', () => {
  test('opens to what was sealed', () => {
    fc.assert(
      fc.property(reasoning, (item) => {
        expect(openEnvelope(sealed(item), context)).toEqual(item);
      }),
    );
  });

  test('is refused when one bit is flipped', () => {
    fc.assert(
      fc.property(reasoning, fc.nat(), fc.nat(6), (item, position, bit) => {
        const envelope = sealed(item);
        const at = position % envelope.length;
        const flipped = String.fromCharCode(envelope.charCodeAt(at) ^ (1 << bit));
        const altered = envelope.slice(0, at) + flipped + envelope.slice(at + 1);
        expect(openEnvelope(altered, context)).toBeNull();
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  test('is refused under another account, model or secret', () => {
    const envelope = sealed({ id: 'rs_1', encryptedContent: 'gAAAA', summary: [] });
    for (const other of [
      { ...context, account: 'b' },
      { ...context, model: 'gpt-6' },
      { ...context, secret: 'sixteen bytes at least' },
    ]) {
      expect(openEnvelope(envelope, other)).toBeNull();
    }
  });

  test('is not made when it would be longer than clients were seen to replay', () => {
    const encryptedContent = 'A'.repeat(envelopeCharsMax);
    expect(sealEnvelope({ id: null, encryptedContent, summary: [] }, context)).toBeNull();
  });

  test('is not seen in foreign signatures', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `turntape.r1.${text}`),
        ),
        (text) => {
          expect(openEnvelope(text, context)).toBeNull();
        },
      ),
    );
  });
});
