// `turntape sim`: the simulated Codex backend as a server.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { createAccountMemory } from '../../backends/simulator/account-memory.ts';
import { createDefaultAgent } from '../../backends/simulator/default-agent.ts';
import { listRules } from '../../backends/simulator/list-rules.ts';
import { createSimulator } from '../../backends/simulator/simulator.ts';
import { startSimulatorServer } from '../../backends/simulator/simulator-server.ts';
import { madeUpCodexHome } from '../../clients/codex/made-up-home.ts';
import { writePrivateFolder } from '../../files/write-private-folder.ts';
import { createDefectTeller } from '../../lib/defect.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject } from '../../lib/json.ts';
import { parseListen } from '../../lib/listen-address.ts';
import { keepYoungGenerationSmall } from '../../process/small-young-generation.ts';
import { listenForStop } from '../../process/stop-signals.ts';
import { retiredEndpoints } from '../../profiles/retired-endpoints.ts';
import { memoryBudgetsOf } from '../../sockets/memory-budgets.ts';
import type { Terminal } from '../../terminal/console.ts';
import { createPrivateCertificate } from '../../tls/private-certificate.ts';
import { type ProfileFlag, profileFlag } from '../backends/profile-flag.ts';
import { readSimulatorParameters, readUserRules } from '../backends/read-simulator-files.ts';
import { seedFlag, simFlag } from '../backends/simulator-flags.ts';
import type { Command } from '../command.ts';
import { listenFlag, tokenFlag } from '../recording/listen-flags.ts';
import { memoryFlag } from '../recording/memory-flag.ts';

/** Of `--memory`, for what accounts remember: the rest is the process's, and for requests. */
const rememberedPart = 1 / 4;

/** A type, not an interface: only types fit `Command`'s record of flags. */
type SimFlags = ProfileFlag & {
  readonly listen: string;
  readonly token: string | undefined;
  readonly sim: string[];
  readonly seed: string;
  readonly memory: number;
  readonly rules: string | undefined;
  readonly 'codex-home': string | undefined;
  readonly 'list-rules': boolean;
};

function printRules(terminal: Terminal, asJson: boolean): void {
  const rules = listRules();
  if (asJson) terminal.json(rules);
  else {
    const lines = rules.flatMap(({ rule, kind, trigger, source, example }) => [
      `${rule} (${kind})`,
      `  ${trigger}`,
      ...(isJsonObject(example)
        ? [`  e.g. ${example['status']} ${JSON.stringify(example['body'])}`]
        : []),
      `  source: ${source}`,
    ]);
    terminal.result(lines.join('\n'));
  }
}

function explainListenError(error: unknown, listen: string): never {
  if (error instanceof HarnessError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new HarnessError(
    'usage',
    `cannot listen on ${listen}: ${reason}`,
    'Choose another address with --listen, or port 0 for any free port',
    error,
  );
}

function writeCodexHome(folder: string, files: Readonly<Record<string, string>>): void {
  try {
    writePrivateFolder(folder, files);
  } catch (error) {
    throw new HarnessError(
      'usage',
      `cannot make the folder ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      'Name a folder that does not exist yet, in one that does',
      error,
    );
  }
}

export const simCommand: Command<SimFlags> = {
  usage: 'sim',
  description: 'serve the simulated Codex backend (Responses API)',
  examples: [
    ['turntape sim --listen 127.0.0.1:8091', 'a backend for a gateway under test'],
    ['turntape sim --list-rules', 'what it refuses, and the sources'],
  ],
  builder: (yargs) =>
    yargs
      .option('listen', listenFlag)
      .option('token', {
        ...tokenFlag,
        description: 'secret that every request must carry, as x-turntape-token or as its API key',
      })
      .option('sim', simFlag)
      .option('seed', seedFlag)
      .option('profile', profileFlag)
      .option('rules', {
        fromProject: true,
        type: 'string',
        description: 'file of custom refusals',
      })
      .option('codex-home', {
        fromProject: false,
        type: 'string',
        description:
          'serve over TLS and write a made-up ChatGPT login for Codex CLI to this folder',
      })
      .option('memory', memoryFlag)
      .option('list-rules', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'print the validation rules and their sources, and exit',
      }),
  async run(flags, { terminal, flags: { json } }) {
    keepYoungGenerationSmall();
    const parameters = readSimulatorParameters(flags.profile, flags.sim);
    const userRules = readUserRules(flags.rules);
    if (flags['list-rules']) {
      printRules(terminal, json);
      return 0;
    }
    const { host, port } = parseListen(flags.listen);
    const codexHome = flags['codex-home'];
    const certificate = codexHome === undefined ? null : await createPrivateCertificate(Date.now());
    const tokenizer = await loadO200kTokenizer();
    const memory = createAccountMemory({
      memory_total_mib: Math.min(parameters.memory_total_mib, flags.memory * rememberedPart),
    });
    const stop = listenForStop();
    const server = await startSimulatorServer({
      host,
      port,
      token: flags.token,
      websocket: parameters.websocket,
      modelList: parameters.model_list,
      retired: retiredEndpoints(parameters),
      memory: memoryBudgetsOf(flags.memory),
      accountsMax: parameters.memory_accounts,
      onDefect: createDefectTeller(terminal.error),
      ...(certificate && { tls: { cert: certificate.certificate, key: certificate.key } }),
      createBackend: (account) =>
        createSimulator({
          tokenizer,
          agent: createDefaultAgent(),
          parameters,
          userRules,
          seed: flags.seed,
          account,
          memory,
          nowMs: Date.now,
          pace: 'real',
        }),
    }).catch((error: unknown) => explainListenError(error, flags.listen));
    if (codexHome !== undefined && certificate) {
      writeCodexHome(codexHome, madeUpCodexHome(server.url, certificate.authority, Date.now()));
      terminal.note(`CODEX_HOME=${codexHome} SSL_CERT_FILE=${codexHome}/ca.pem codex`);
    }
    if (json) terminal.json({ event: 'listening', url: server.url });
    else terminal.note(`simulated backend on ${server.url} (POST /v1/responses); stop with Ctrl-C`);
    const { profile_backend, profile_date } = parameters;
    if (!json) {
      const from = flags.profile === undefined ? '' : `, ${flags.profile}`;
      terminal.note(`profiles: ${profile_backend}, ${profile_date || 'the newest'}${from}`);
    }
    const code = await stop.first;
    stop.release();
    await server.close();
    return code;
  },
};
