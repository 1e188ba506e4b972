// All questions one after another -> a dated profile. What could not be settled says so.
import type { Backend } from '../../domain/backend.ts';
import type { BackendProfile, ProfileAnswer } from '../../rules/backend-profile.ts';
import type { Prober } from './prober.ts';
import type { ProbeKnowledge } from './question.ts';
import { probeQuestions } from './registry.ts';

/** Asks every question. */
export async function askQuestions(
  prober: Prober,
  idleMinutes: readonly number[],
): Promise<ProfileAnswer[]> {
  // A dry run finds nothing out, and goes on as if the cache were reachable.
  const known: ProbeKnowledge = { cacheIsReachable: false, reasoned: null, idleMinutes };
  const answers: ProfileAnswer[] = [];
  for (const { name, ask } of probeQuestions) {
    answers.push({ question: name, ...(await ask(prober, known)) });
  }
  return answers;
}

/** @param date ISO day */
export async function runProbe(
  prober: Prober,
  backend: Pick<Backend, 'name' | 'label'>,
  model: string,
  idleMinutes: readonly number[],
  date: string,
): Promise<BackendProfile> {
  const answers = await askQuestions(prober, idleMinutes);
  return {
    schema: 1,
    date,
    backend: backend.name,
    model,
    label: backend.label,
    requests: prober.requests,
    answers,
  };
}
