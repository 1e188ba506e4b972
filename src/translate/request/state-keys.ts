// What a turn needs to know of its session before its request can be translated.
import type { PreparedTurn } from '../../continuity/prepare-turn.ts';
import type { StateKeys } from '../../domain/translator-state.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';

/** What the shell must load before `translateRequest`. */
export function stateKeys({ input, model, stateKey, anchors, carrier }: PreparedTurn): StateKeys {
  const { options } = input;
  const readsReasoning = options.reasoning_continuity && carrier.usesStore;
  // Without reasoning only calls have anything to find again, their bytes; and texts their phase.
  const readsTexts = readsReasoning || modelCapabilities(model).phase;
  return {
    session: stateKey,
    anchors: readsTexts || options.call_arguments === 'original' ? anchors.all(readsTexts) : [],
  };
}
