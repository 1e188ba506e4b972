// Whether replayed reasoning keeps its item id: `reasoning_ids`, else what the backend needs.
import type { TranslationInput } from '../domain/translation.ts';
import { backendNeeds } from '../profiles/backend-needs.ts';

/** True where the id goes back with the reasoning. */
export function keepsReasoningIds({
  options: { reasoning_ids },
  backend,
}: Pick<TranslationInput, 'options' | 'backend'>): boolean {
  if (reasoning_ids !== 'by-backend') return reasoning_ids === 'keep';
  return backendNeeds(backend).reasoningIds;
}
