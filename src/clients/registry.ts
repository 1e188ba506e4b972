// The clients by name. Names are stored with every session, so they stay what they are.
import { basename } from 'node:path';
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonObject } from '../lib/json.ts';
import { claudeClient } from './claude/claude.ts';
import type { Client, RequestNames } from './client.ts';
import type { ClientMachine, ClientPlan, PlanOptions } from './client-plan.ts';
import { codexClient } from './codex/codex.ts';
import { otherClient } from './other.ts';

/** In the order in which they are asked; the last one takes what no other does. */
export const clients = {
  claude: claudeClient,
  codex: codexClient,
  other: otherClient,
} as const satisfies Readonly<Record<string, Client>>;

export type ClientName = keyof typeof clients;

const entries = Object.entries(clients) as [ClientName, Client][];

/** Members of a request body that some client puts names into. */
export const clientMembers: readonly string[] = entries.flatMap(
  ([, { namingMembers }]) => namingMembers,
);

/** Headers that hold a session's or agent's id, in lower case. */
export const clientNamingHeaders: readonly string[] = entries.flatMap(
  ([, { namingHeaders }]) => namingHeaders,
);

/** All headers of clients whose values are not secrets, in lower case. */
export const clientHeaders: readonly string[] = [
  ...clientNamingHeaders,
  ...entries.flatMap(([, { publicHeaders }]) => publicHeaders),
];

/** A client by a name from outside: one of a newer turntape counts as any other. */
export function parseClientName(text: string): ClientName {
  return entries.find(([name]) => name === text)?.[0] ?? 'other';
}

/** Which client sent a request, by the headers that only it sends. */
export function identifyClient(headers: HeaderList): ClientName {
  return entries.find(([, client]) => client.isSender(headers))?.[0] ?? 'other';
}

/**
 * The names in a request, wherever a client puts them: one without an entry may keep another's
 * conventions.
 * @returns null: there are none; else with the client whose convention it is
 */
export function findRequestNames(
  headers: HeaderList,
  body: JsonObject,
): (RequestNames & { readonly client: ClientName }) | null {
  for (const [client, { findNames }] of entries) {
    const names = findNames(headers, body);
    if (names !== null) return { ...names, client };
  }
  return null;
}

/** Which client a command line starts, by the name of its program. */
export function findClientOfCommand(command: string): Client {
  const name = basename(command).replace(/\.(exe|cmd|js)$/, '');
  return entries.find(([, { program }]) => program === name)?.[1] ?? clients.other;
}

export interface PlannedClient extends ClientPlan {
  readonly client: Client;
}

/**
 * How to start a command line (`-- CMD...`) so that its traffic comes to a proxy of ours.
 * @throws HarnessError `configuration` when no traffic could pass
 */
export function planClient(
  argv: readonly string[],
  machine: ClientMachine,
  options: PlanOptions = { canDecrypt: false, mode: 'base-url' },
): PlannedClient {
  const client = findClientOfCommand(argv[0] ?? '');
  return { ...client.plan(argv, machine, options), client };
}

/** A client's program and how it is played, by the name that `ab --agent` takes. */
export interface PlayableClient extends Client {
  readonly name: ClientName;
  readonly program: string;
  readonly trial: NonNullable<Client['trial']>;
}

export const playableClients: readonly PlayableClient[] = entries.flatMap(([name, client]) =>
  client.trial !== null && client.program !== null
    ? [{ ...client, name, program: client.program, trial: client.trial }]
    : [],
);
