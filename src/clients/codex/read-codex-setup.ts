// Which files and variables decide where Codex sends its requests.
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import type { ClientMachine } from '../client-plan.ts';
import { parseCodexArguments } from './codex-arguments.ts';
import type { CodexLogin, CodexSetup } from './plan-codex.ts';

/** Where a machine's administrator configures Codex. */
const systemFolder = '/etc/codex';

/**
 * Reads what decides where Codex sends its requests, in Codex's own order: the machine's
 * configuration, the user's, its profile, `-c`, and what is managed above all of them. A project's
 * own configuration is not read: Codex takes no provider and no address from it. Of auth.json only
 * the kind of login is kept. Throws HarnessError `configuration` for a file that is there and
 * cannot be read.
 */
export function readCodexSetup(argv: readonly string[], machine: ClientMachine): CodexSetup {
  const { environment } = machine;
  const home = environment['CODEX_HOME'] ?? join(environment['HOME'] ?? machine.home, '.codex');
  const { overrides, profile } = parseCodexArguments(argv.slice(1));
  const readToml = (path: string): JsonObject => parseTomlFile(path, readText(machine, path));
  const managed = readToml(join(systemFolder, 'managed_config.toml'));
  let configuration = merge(
    readToml(join(systemFolder, 'config.toml')),
    readToml(join(home, 'config.toml')),
  );
  const name = profile ?? configuration['profile'];
  if (typeof name === 'string') {
    // A layer with its own file; before that, a table in config.toml.
    const profiles = configuration['profiles'];
    const table = isJsonObject(profiles) ? profiles[name] : undefined;
    configuration = merge(configuration, isJsonObject(table) ? table : {});
    configuration = merge(configuration, readToml(join(home, `${name}.config.toml`)));
  }
  for (const override of overrides) configuration = merge(configuration, parseOverride(override));
  configuration = merge(configuration, managed);
  const login = readLogin(join(home, 'auth.json'), machine, configuration);
  return { argv, environment, configuration, managed, login };
}

function readText(machine: ClientMachine, path: string): string | undefined {
  try {
    return machine.readText(path);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
  }
}

/** @param text undefined: there is no such file */
function parseTomlFile(path: string, text: string | undefined): JsonObject {
  if (text === undefined) return {};
  try {
    // Dates are the only values that are not JSON; none of the settings that are read is one.
    return parseToml(text) as unknown as JsonObject;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw unreadable(path, reason, error);
  }
}

/** `-c key=value`: the value is TOML, else plain text. */
function parseOverride(text: string): JsonObject {
  const equals = text.indexOf('=');
  if (equals < 0) return {};
  const key = text.slice(0, equals).trim();
  const value = text.slice(equals + 1);
  for (const source of [value, JSON.stringify(value)]) {
    try {
      return parseToml(`${key} = ${source}`) as unknown as JsonObject;
    } catch {
      // Not TOML: taken as plain text, as Codex does; a key that is not a key says nothing.
    }
  }
  return {};
}

function merge(base: JsonObject, layer: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...base };
  for (const [key, value] of Object.entries(layer)) {
    const below = merged[key];
    merged[key] = isJsonObject(below) && isJsonObject(value) ? merge(below, value) : value;
  }
  return merged;
}

/** A login that is kept in the system's keyring cannot be read: the configuration may name it. */
function readLogin(path: string, machine: ClientMachine, configuration: JsonObject): CodexLogin {
  if (machine.environment['CODEX_API_KEY']) return 'api-key';
  const text = readText(machine, path);
  if (text === undefined) {
    const forced = configuration['forced_login_method'];
    return forced === 'chatgpt' ? 'chatgpt' : forced === 'api' ? 'api-key' : 'none';
  }
  const value = parseJson(text);
  if (!isJsonObject(value)) throw unreadable(path, 'it is not a JSON object');
  switch (value['auth_mode']) {
    case 'apikey':
      return 'api-key';
    case 'chatgpt':
      return 'chatgpt';
    default: // older versions name no mode
      if (isJsonObject(value['tokens'])) return 'chatgpt';
      return typeof value['OPENAI_API_KEY'] === 'string' ? 'api-key' : 'none';
  }
}

function unreadable(path: string, reason: string, cause?: unknown): HarnessError {
  return new HarnessError(
    'configuration',
    `cannot read Codex's configuration in ${path}: ${reason}`,
    'Fix the file: without it turntape cannot know where the requests go',
    cause,
  );
}
