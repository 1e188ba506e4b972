// All questions one after another -> a dated profile. What could not be settled says so.
import type { Backend } from '../../domain/backend.ts';
import type { ProbeAnswer } from '../../profiles/probe-answers.ts';
import { profileOfProbe } from '../../profiles/probe-profile.ts';
import type { ProfileFile } from '../../profiles/profile-file.ts';
import type { ProbeRequest, ProbeResult, Prober } from './prober.ts';
import { isAnswered, open, type ProbeKnowledge, type Question } from './question.ts';
import { probeQuestions } from './registry.ts';

const unreachable = 'not asked: requests with the same header and key do not meet the same cache';

async function askQuestion(
  question: Question,
  prober: Prober,
  known: ProbeKnowledge,
): Promise<ProbeAnswer> {
  const { name, needs, refusals } = question;
  const about = [...question.about];
  if (needs === 'cache' && known.meetsBy === null) {
    return { question: name, about, ...open(unreachable), evidence: [] };
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
    ...{ question: name, about },
    ...(isRefused ? open('some requests were refused') : found),
    evidence: results.map(({ evidence }) => evidence),
  };
}

/** Asks every question. */
export async function askQuestions(
  prober: Prober,
  idleMinutes: readonly number[],
): Promise<ProbeAnswer[]> {
  const known: ProbeKnowledge = {
    meetsBy: null,
    headerRoutes: false,
    reasoned: null,
    droppingContext: null,
    idleMinutes,
  };
  const answers: ProbeAnswer[] = [];
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
): Promise<ProfileFile> {
  const answers = await askQuestions(prober, idleMinutes);
  return profileOfProbe({
    schema: 1,
    date,
    backend: backend.name,
    model,
    label: backend.label,
    requests: prober.requests,
    answers,
  });
}
