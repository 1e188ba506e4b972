// How far two equal arms were apart in an earlier run, from the database.
import type { RunDefinition, RunStore } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { readNoiseFloor } from '../../report/measured/analyse-run.ts';
import { aaArmOf, type NoiseFloor } from '../../report/measured/noise-floor.ts';

/** Runs that are looked through for an A/A comparison, newest first. */
const runsMax = 50;

/** null: the run is on another backend or model, or is not an A/A comparison. */
function floorIn(store: RunStore, id: string, wanted: RunDefinition): NoiseFloor | null {
  const other = store.readDefinition(id);
  if (other === undefined || aaArmOf(other) === undefined) return null;
  const { label, backend, model } = other;
  if (label !== 'measured' || backend !== wanted.backend || model !== wanted.model) return null;
  return readNoiseFloor(other, store.readTrials(id));
}

/** The newest other A/A comparison on the same backend and model; null: there is none. */
export function findNoiseFloor(store: RunStore, definition: RunDefinition): NoiseFloor | null {
  if (definition.label !== 'measured') return null;
  for (const { id } of store.list().slice(0, runsMax)) {
    // A run's own A/A arm is part of its own analysis.
    if (id === definition.id) continue;
    try {
      const floor = floorIn(store, id, definition);
      if (floor !== null) return floor;
    } catch (error) {
      // Another run that is damaged says nothing about noise, and must not cost this one its
      // report.
      if (!(error instanceof HarnessError)) throw error;
    }
  }
  return null;
}
