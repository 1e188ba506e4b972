// The flags of `turntape conform`.
import type { Argv } from 'yargs';
import { playableClients } from '../../clients/registry.ts';
import { cardFiles } from '../../conform/formats/registry.ts';
import { type Service, type Severity, services } from '../../conform/row.ts';
import { secondsRange } from '../../lib/timer-ranges.ts';
import { simFlag } from '../backends/simulator-flags.ts';
import { listenFlag } from '../recording/listen-flags.ts';
import { madeUpKey } from './start-gateway.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type ConformFlags = {
  readonly gateways: string[];
  readonly gateway: string | undefined;
  readonly session: string | undefined;
  readonly client: string | undefined;
  readonly agent: string;
  readonly 'client-path': string | undefined;
  readonly listen: string;
  readonly name: string | undefined;
  readonly model: string;
  readonly key: string;
  readonly only: string[];
  readonly skip: string[];
  readonly service: Service;
  readonly severity: Severity;
  readonly baseline: string | undefined;
  readonly 'update-baseline': boolean;
  readonly wait: number;
  readonly sim: string[];
  readonly list: boolean;
  readonly markdown: string | undefined;
  readonly junit: string | undefined;
  readonly sarif: string | undefined;
  readonly badge: string | undefined;
};

export function withConformFlags(yargs: Argv): Argv<ConformFlags> {
  return yargs
    .positional('gateways', {
      type: 'string',
      array: true,
      default: [],
      description: 'addresses of gateways, or cards saved with --json; several are compared',
    })
    .option('gateway', {
      fromProject: false,
      type: 'string',
      description: 'address of the gateway; with -- CMD: where the command will listen',
    })
    .option('client', {
      fromProject: true,
      type: 'string',
      description: 'fixture of a recorded client (promote): what it sends is played too',
    })
    .option('agent', {
      fromProject: false,
      type: 'string',
      choices: ['scripted', ...playableClients.map(({ name }) => name)],
      default: 'scripted',
      description: 'who plays: the scripted client, or a real one in a private repository',
    })
    .option('client-path', {
      fromProject: false,
      type: 'string',
      description: 'program of the real client, or its folder; default: the PATH',
    })
    .option('session', {
      fromProject: false,
      completedBy: 'session',
      type: 'string',
      description:
        'judge a recorded session of a gateway, or a file of one, by the rows that need no play',
    })
    .option('listen', {
      ...listenFlag,
      hidden: true,
      description: 'loopback address of the simulated upstream',
    })
    .option('name', {
      fromProject: true,
      hidden: true,
      type: 'string',
      description: 'name on the card (default: the address or the command)',
    })
    .option('model', {
      fromProject: true,
      completedBy: 'model',
      type: 'string',
      default: 'gpt-5.5',
      description: 'model that the client asks for',
    })
    .option('key', {
      fromProject: false,
      hidden: true,
      type: 'string',
      default: madeUpKey,
      description: 'API key that the client sends to the gateway',
    })
    .option('service', {
      fromProject: true,
      choices: services,
      default: services[0],
      description: 'whose refusals the upstream has: the Codex backend, or the public API',
    })
    .option('only', {
      fromProject: true,
      type: 'string',
      array: true,
      default: [],
      description: 'rows or groups of rows to judge (--list)',
    })
    .option('skip', {
      fromProject: true,
      type: 'string',
      array: true,
      default: [],
      description: 'rows or groups of rows to leave out',
    })
    .option('severity', {
      fromProject: true,
      hidden: true,
      choices: ['error', 'warning'] as const,
      default: 'warning' as const,
      description: 'least severity of a failure that makes the exit code 1',
    })
    .option('baseline', {
      fromProject: true,
      group: 'Known failures:',
      type: 'string',
      description: 'file of known failures: they do not count',
    })
    .option('update-baseline', {
      fromProject: false,
      group: 'Known failures:',
      type: 'boolean',
      default: false,
      description: 'write the failures of this run to the baseline',
    })
    .option('wait', {
      fromProject: true,
      hidden: true,
      type: 'number',
      range: secondsRange,
      default: 30,
      description: 'seconds that -- CMD may take until it listens',
    })
    .option('sim', simFlag)
    .option('list', {
      fromProject: true,
      type: 'boolean',
      default: false,
      description: 'print the rows and their sources, and exit',
    })
    .option('markdown', {
      fromProject: false,
      group: 'Files:',
      type: 'string',
      description: cardFiles.markdown.description,
    })
    .option('junit', {
      fromProject: false,
      group: 'Files:',
      type: 'string',
      description: cardFiles.junit.description,
    })
    .option('sarif', {
      fromProject: false,
      group: 'Files:',
      type: 'string',
      description: cardFiles.sarif.description,
    })
    .option('badge', {
      fromProject: false,
      group: 'Files:',
      type: 'string',
      description: cardFiles.badge.description,
    });
}
