// Row: tool schemas keep their key order.
import { objectAt, objectsIn } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const schemaOrder: Row = {
  id: 'schema-order',
  group: 'prefix',
  severity: 'error',
  title: "a tool's schema is not written in another order",
  checks: "The properties of each tool are in the client's order.",
  matters:
    "Re-serialised JSON is another prompt than before, and another than the client's " +
    'other route sends.',
  sources: ['https://github.com/kubeai-project/kubeai/issues/690'],
  fix: "Forward the schema's JSON as it came, or write it with its keys in order.",
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) =>
      objectsIn(at.sent.body['tools']).flatMap(({ name, input_schema: schema }) => {
        const sent = request.tools?.find((tool) => tool.name === name) as
          | { parameters?: unknown }
          | undefined;
        const keys = (value: unknown): string =>
          Object.keys(objectAt(objectAt(value as never)['properties'])).join();
        if (sent === undefined) return [];
        const detail = `${name}: ${keys(schema)} became ${keys(sent.parameters)}`;
        return failIf(keys(schema) !== keys(sent.parameters), at, detail);
      }),
    ),
};
