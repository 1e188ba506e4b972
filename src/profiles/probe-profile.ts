// The answers of a probe as a profile: the form that `learn` writes too.
import type { ProbeAnswer, ProbeAnswers } from './probe-answers.ts';
import type { ProfileFile, ProfileRule } from './profile-file.ts';
import { rulesOfParameter } from './profile-parameters.ts';
import { parseSimulatorParameter } from './simulator-parameters.ts';

/** What the answers switch on is one rule, as it is one parameter. */
const switchedOn = 'rules_on';

/**
 * Of one model on one day; what stayed open is there with the value null and its reason.
 * @throws HarnessError `usage` for a parameter or value that the simulator does not have
 */
export function profileOfProbe(probe: ProbeAnswers): ProfileFile {
  const { schema, date, backend, model, label, requests, answers } = probe;
  const source = `probe of ${backend} on ${date}`;
  const rules: Record<string, ProfileRule> = {};
  for (const answer of answers) {
    const found = valuesOf(answer);
    for (const [parameter, value] of Object.entries(found)) {
      if (value !== null) parseSimulatorParameter(parameter, String(value));
      const interval = answer.bounds?.[parameter] ?? null;
      for (const [name, own] of Object.entries(rulesOfParameter(parameter, value))) {
        rules[name] = ruleOf(answer, own, { interval, source });
      }
    }
  }
  return {
    ...{ schema, backend, label, date, requests },
    models: [{ model, periods: [{ from: date, to: date, rules }] }],
  };
}

/** By parameter; null: the question was about it and did not settle it. */
function valuesOf({ about = [], confidence, parameters, rules_on }: ProbeAnswer) {
  const open: Record<string, unknown> = Object.fromEntries(about.map((name) => [name, null]));
  if (confidence === 'none') return open;
  const hasRules = rules_on.length > 0 || about.includes(switchedOn);
  return { ...open, ...parameters, ...(hasRules && { [switchedOn]: rules_on.join('+') }) };
}

function ruleOf(
  { question, finding, confidence, evidence }: ProbeAnswer,
  own: { readonly value: unknown; readonly quantum?: unknown },
  { interval, source }: Pick<ProfileRule, 'interval' | 'source'>,
): ProfileRule {
  const isOpen = own.value === null;
  return {
    ...own,
    n: evidence.length,
    ...{ sessions: 1, sources: 1, interval },
    confidence: isOpen ? 'none' : confidence,
    against: isOpen ? [finding] : [],
    ...{ source, question, finding, evidence },
  };
}
