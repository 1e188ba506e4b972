// The card as SARIF 2.1.0, which viewers of code scanning read: a rule per row, a result per row
// that failed or could not be judged. A gateway has no file and no line here: a result says in
// which play and conversation it was seen.
import type { CardDocument, CardRow } from '../card-document.ts';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

function ruleOf({ id, title, checks, matters, fix, severity, sources }: CardRow) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: `${checks} ${matters}` },
    help: { text: [`To fix it: ${fix}`, ...sources.map((one) => `Seen in: ${one}`)].join('\n') },
    defaultConfiguration: { level: severity },
  };
}

/** `ruleIndex` is the place in the list of rules, which has every row of the card. */
function resultOf({ id, verdict, known, detail, severity, failures }: CardRow, ruleIndex: number) {
  return {
    ...{ ruleId: id, ruleIndex, message: { text: detail ?? id } },
    ...(verdict === 'invalid' ? { kind: 'review' } : { kind: 'fail', level: severity }),
    locations: failures.map(({ play, conversation, label }) => ({
      logicalLocations: [{ fullyQualifiedName: [play, conversation, label].join('/') }],
    })),
    // A failure of the baseline is there, and does not count.
    ...(known ? { suppressions: [{ kind: 'external', status: 'accepted' }] } : {}),
  };
}

export function renderCardSarif({ gateway, turntape, rows, problem }: CardDocument): string {
  const results = rows.flatMap((row, index) =>
    row.verdict === 'fail' || row.verdict === 'invalid' ? [resultOf(row, index)] : [],
  );
  const driver = { name: 'turntape conform', semanticVersion: turntape, rules: rows.map(ruleOf) };
  const invocations = [{ executionSuccessful: problem === null }];
  const run = { tool: { driver }, invocations, results, properties: { gateway } };
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}
