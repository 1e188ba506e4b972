// Claude Code. `--settings '{"env":{"ANTHROPIC_BASE_URL":...}}'` wins over the environment and over
// every settings file but a managed one, so that is what is passed, as a file: the user's own
// `--settings`, which may hold a token, are merged into it, since the client takes only one.
import { join } from 'node:path';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { upstreamTable } from '../../wire/upstreams.ts';
import { baseText, checkedBaseUrl } from '../base-url.ts';
import {
  type ClientPlan,
  type Environment,
  loopbackBypass,
  type PlanOptions,
  proxyVariables,
} from '../client-plan.ts';

export interface ClaudeSettingsFile {
  /** Path, or `--settings`. */
  readonly source: string;
  readonly managed: boolean;
  /** It lies in the working directory: Claude Code obeys it once the user trusts the folder. */
  readonly isProject: boolean;
  readonly settings: JsonObject;
}

/** What the user's machine says. */
export interface ClaudeFiles {
  /** The command line after `--`. */
  readonly argv: readonly string[];
  readonly environment: Environment;
  /** Settings files that apply, strongest first, without the user's `--settings`. */
  readonly files: readonly ClaudeSettingsFile[];
  /** Contents of the user's own `--settings`; null when there is none. */
  readonly ownSettings: JsonObject | null;
  /** The user has said in Claude Code that this folder's settings are to be obeyed. */
  readonly trustsFolder: boolean;
}

/** Default: a proxy that decrypts nothing, and a client that is behind a gateway. */
export interface ClaudeSetup extends ClaudeFiles, Partial<PlanOptions> {}

const settingsName = 'settings.json';
const baseUrlName = 'ANTHROPIC_BASE_URL';
/**
 * Claude Code's own switch: the base URL leads to Anthropic, though its host is another one.
 * Without it some betas, headers and `diagnostics` are off there (docs/recording.md).
 */
const firstPartyName = '_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL';
/** Modes in which Claude Code never calls the Messages API at the base URL. */
const otherModes = [
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CODE_USE_VERTEX',
  'CLAUDE_CODE_USE_FOUNDRY',
  'CLAUDE_CODE_USE_MANTLE',
] as const;

/**
 * Decides how to start Claude Code. Throws HarnessError `configuration` when it cannot be routed.
 */
export function planClaude(setup: ClaudeSetup): ClientPlan {
  const { argv, environment, ownSettings } = setup;
  const sources = inOrder(setup);
  const find = (name: string): FoundVariable | undefined => {
    for (const { source, isProject, variables } of sources) {
      const value = variables[name];
      if (typeof value === 'string' && value !== '') return { value, source, isProject };
    }
    return undefined;
  };
  for (const mode of otherModes) {
    const found = find(mode);
    if (found && !/^(0|false|no|off)$/i.test(found.value)) {
      throw new HarnessError(
        'configuration',
        `${mode} is set in ${found.source}: Claude Code then does not call the Messages API, and nothing would be recorded`,
        'Unset it for this run; Bedrock, Vertex and Foundry are not recorded',
      );
    }
  }
  const base = find(baseUrlName);
  const managed = setup.files.find(
    ({ managed: isManaged, settings }) => isManaged && baseUrlName in environmentIn(settings),
  );
  if (managed) {
    throw new HarnessError(
      'configuration',
      `${managed.source} sets ${baseUrlName}, which nothing can override`,
      'Ask whoever manages this machine, or start turntape where that file does not apply',
    );
  }
  const url = base
    ? checkedBaseUrl(base.value, `${baseUrlName} in ${base.source}`)
    : new URL(upstreamTable.anthropic.origin);
  const upstream = baseText(url);
  // On any other host the client takes itself for one behind a gateway, with or without a recorder.
  const isFirstParty =
    setup.mode === 'first-party' && url.origin === upstreamTable.anthropic.origin;
  const isDecrypted = isFirstParty && setup.canDecrypt === true;
  const [command = '', ...args] = argv;
  const isUntrusted = base?.isProject === true && !setup.trustsFolder;
  return {
    upstreams: { anthropic: upstream },
    ...(isUntrusted && {
      untrusted: {
        anthropic: `${base.source} names ${upstream}, and Claude Code has not been told to trust this folder`,
      },
    }),
    ...(isDecrypted && { decryptedHosts: [url.host] }),
    note: `Claude Code's upstream is ${upstream} (${base?.source ?? 'default'}); it behaves ${describeMode(isFirstParty, isDecrypted)}`,
    launch(proxyUrl, folder) {
      const added = isDecrypted
        ? proxyVariables(url, proxyUrl, environment)
        : { [baseUrlName]: proxyUrl, ...(isFirstParty && { [firstPartyName]: '1' }) };
      const settings = { ...ownSettings, env: { ...environmentIn(ownSettings ?? {}), ...added } };
      return {
        command,
        args: ['--settings', join(folder, settingsName), ...withoutSettings(args)],
        files: { [settingsName]: JSON.stringify(settings) },
        environment: { ...(isDecrypted ? {} : loopbackBypass(environment)), ...added },
      };
    },
  };
}

function describeMode(isFirstParty: boolean, isDecrypted: boolean): string {
  if (!isFirstParty) return 'as behind a gateway (mode base-url)';
  return `as without a recorder (mode first-party${isDecrypted ? ', decrypted on the way' : ''})`;
}

/** The value of the user's own `--settings` (a path or JSON text); the last one counts. */
export function settingsArgument(args: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const [index, word] of args.entries()) {
    if (word === '--') break;
    if (word === '--settings') found = args[index + 1];
    else if (word.startsWith('--settings=')) found = word.slice('--settings='.length);
  }
  return found;
}

function withoutSettings(args: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (word === '--') return [...kept, ...args.slice(index)];
    if (word === '--settings') index++;
    else if (!word.startsWith('--settings=')) kept.push(word);
  }
  return kept;
}

interface FoundVariable {
  readonly value: string;
  readonly source: string;
  readonly isProject: boolean;
}

interface VariableSource {
  readonly source: string;
  readonly isProject: boolean;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Strongest first: managed files, `--settings`, the other files, the environment. */
function inOrder({ files, ownSettings, environment }: ClaudeSetup): VariableSource[] {
  const fromFile = ({ source, isProject, settings }: ClaudeSettingsFile): VariableSource => ({
    source,
    isProject,
    variables: environmentIn(settings),
  });
  return [
    ...files.filter(({ managed }) => managed).map(fromFile),
    { source: '--settings', isProject: false, variables: environmentIn(ownSettings ?? {}) },
    ...files.filter(({ managed }) => !managed).map(fromFile),
    { source: 'the environment', isProject: false, variables: environment },
  ];
}

function environmentIn(settings: JsonObject): JsonObject {
  const env = settings['env'];
  return isJsonObject(env) ? env : {};
}
