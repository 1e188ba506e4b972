// All questions one after another -> a dated profile. What could not be settled says so.
import type { Backend } from '../../domain/backend.ts';
import type { BackendProfile, ProfileAnswer } from '../../profiles/backend-profile.ts';
import type { ProbeRequest, ProbeResult, Prober } from './prober.ts';
import { isAnswered, open, type ProbeKnowledge, type Question } from './question.ts';
import { probeQuestions } from './registry.ts';

const unreachable = 'not asked: requests with the same header and key do not meet the same cache';

async function askQuestion(
  question: Question,
  prober: Prober,
  known: ProbeKnowledge,
): Promise<ProfileAnswer> {
  const { name, needs, refusals } = question;
  if (needs === 'cache' && known.meetsBy === null) {
    return { question: name, ...open(unreachable), evidence: [] };
  }
  const results: ProbeResult[] = [];
  const ask = async (request: ProbeRequest): Promise<ProbeResult> => {
    const result = await prober.ask(request);
    results.push(result);
    return result;
  };
  const found = await question.ask({ ...prober, ask }, known);
  const isRefused = refusals === 'open' && !results.every(isAnswered);
  return {
    question: name,
    ...(isRefused ? open('some requests were refused') : found),
    evidence: results.map(({ evidence }) => evidence),
  };
}

/** Asks every question. */
export async function askQuestions(
  prober: Prober,
  idleMinutes: readonly number[],
): Promise<ProfileAnswer[]> {
  const known: ProbeKnowledge = {
    meetsBy: null,
    headerRoutes: false,
    reasoned: null,
    idleMinutes,
  };
  const answers: ProfileAnswer[] = [];
  for (const question of probeQuestions) {
    answers.push(await askQuestion(question, prober, known));
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
