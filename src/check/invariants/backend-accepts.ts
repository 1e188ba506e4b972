// Invariant: the simulated backend accepts what the translator sends.
import { effortsOf } from '../../profiles/effort-families.ts';
import { validateRequest } from '../../rules/validation/validate-request.ts';
import type { Invariant } from './invariant.ts';

export const backendAccepts: Invariant = {
  name: 'backend-accepts',
  law: 'The simulated backend accepts the request (keys and ciphertext are not verified).',
  check: ({ turns }) =>
    turns.flatMap(({ number, request, headers }) => {
      const efforts = effortsOf(request.model) ?? undefined;
      const refusal = validateRequest(request, headers, { efforts });
      if (refusal === null) return [];
      const body = JSON.stringify(refusal.body);
      return [{ turn: number, pointer: '', detail: `${refusal.rule}: ${refusal.status} ${body}` }];
    }),
};
