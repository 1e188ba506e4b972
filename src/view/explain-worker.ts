// The process that explains sessions for the page: it has the tokenizer and the bodies, so that the
// server stays small and answers at once. Told a session, it sends what is known of its calls, then
// what is new.
import { loadO200kTokenizer } from '../backends/o200k-tokenizer.ts';
import { createExplainer } from '../explain/explain-session.ts';
import { type ExplainSummary, summariseCalls } from '../explain/summarise.ts';
import { trialCalls, trialParameters } from '../explain/trial-calls.ts';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import {
  createScopeExplainer,
  type ScopeExplainer,
  type ScopeNews,
} from '../recordings/explain-scope.ts';
import { readDatabase } from '../store/read-database.ts';
import { createRunStore } from '../store/runs.ts';

/** What the server asks for. */
export type ExplainSubject =
  | { readonly session: string }
  | { readonly run: string; readonly trial: string };

export type ExplainRequest = { readonly request: number } & ExplainSubject;

/** What it is told: calls one by one, then how it ended. */
export type ExplainReply = { readonly request: number } & (
  | ScopeNews
  | { readonly type: 'done'; readonly summary: ExplainSummary }
  | { readonly type: 'failed'; readonly message: string }
);

type Step = Extract<ScopeNews, { type: 'step' }>;

interface Known {
  readonly steps: Step[];
  readonly explainer: ScopeExplainer;
}

/** Sessions whose prompts are remembered: each holds the texts of its history. */
const sessionsMax = 6;

const path = process.argv[2] ?? '';
const tokenizer = loadO200kTokenizer();
const known = new Map<string, Known>();
let queue: Promise<void> = Promise.resolve();

process.on('message', (message: ExplainRequest) => {
  queue = queue.then(() => answer(message));
});
// The server is gone: nothing is left to do.
process.on('disconnect', () => process.exit(0));

function send(reply: ExplainReply): void {
  if (process.connected) process.send?.(reply);
}

async function answer({ request, ...subject }: ExplainRequest): Promise<void> {
  const tell = (news: ScopeNews): void => send({ request, ...news });
  try {
    const steps =
      'session' in subject
        ? await explain(subject.session, tell)
        : await explainTrial(subject.run, subject.trial, tell);
    const summary = summariseCalls(steps.map(({ step }) => step.explained));
    send({ request, type: 'done', summary });
  } catch (error) {
    if ('session' in subject) known.delete(subject.session);
    const text = error instanceof Error ? error.message : String(error);
    send({ request, type: 'failed', message: text });
  }
}

async function explain(session: string, tell: (news: ScopeNews) => void): Promise<Step[]> {
  const counted = await tokenizer;
  return readDatabase(path, async (database) => {
    const options = { tokenizer: counted, parameters: defaultCacheModelParameters };
    const entry: Known = known.get(session) ?? {
      steps: [],
      explainer: createScopeExplainer(session, options),
    };
    known.delete(session);
    known.set(session, entry);
    for (const oldest of known.keys()) {
      if (known.size <= sessionsMax) break;
      known.delete(oldest);
    }
    for (const step of entry.steps) tell(step);
    for (const news of entry.explainer.news(database)) {
      if (news.type === 'reset') entry.steps.length = 0;
      else entry.steps.push(news);
      tell(news);
      // Messages leave between two calls.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return entry.steps;
  });
}

/** A trial does not change: it is explained when it is looked at. */
async function explainTrial(
  run: string,
  id: string,
  tell: (news: ScopeNews) => void,
): Promise<Step[]> {
  const counted = await tokenizer;
  return readDatabase(path, (database) => {
    const store = createRunStore(database);
    const [definition, trial] = [store.readDefinition(run), store.readTrial(id)];
    if (definition === undefined || trial === undefined) {
      throw new Error(`there is no trial ${id} of the run ${run}`);
    }
    const parameters = trialParameters(definition, trial);
    const explainer = createExplainer({ tokenizer: counted, parameters, rules: 'profile' });
    return trialCalls(trial).flatMap((call): Step[] => {
      const step = explainer.add(call);
      if (step === null) return [];
      const told: Step = { type: 'step', id: call.id, step };
      tell(told);
      return [told];
    });
  });
}
