import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import type { Environment } from './client-plan.ts';
import type { CodexLogin, CodexSetup } from './codex.ts';
import { parseCodexArguments } from './codex-arguments.ts';

/** Where a machine's administrator configures Codex. */
const systemFolder = '/etc/codex';

/**
 * Reads what decides where Codex sends its requests, in Codex's own order: the machine's
 * configuration, the user's, its profile, `-c`, and what is managed above all of them. A project's own
 * configuration is not read: Codex takes no provider and no address from it. Of auth.json only the
 * kind of login is kept. Throws HarnessError `configuration` for a file that is there and cannot be
 * read.
 */
export function readCodexSetup(
  argv: readonly string[],
  environment: Environment,
  system = systemFolder,
): CodexSetup {
  const home = environment['CODEX_HOME'] ?? join(environment['HOME'] ?? homedir(), '.codex');
  const { overrides, profile } = parseCodexArguments(argv.slice(1));
  const managed = readTomlFile(join(system, 'managed_config.toml'));
  let configuration = merge(
    readTomlFile(join(system, 'config.toml')),
    readTomlFile(join(home, 'config.toml')),
  );
  const name = profile ?? configuration['profile'];
  if (typeof name === 'string') {
    // A layer of its own file; before that, a table in config.toml.
    const profiles = configuration['profiles'];
    const table = isJsonObject(profiles) ? profiles[name] : undefined;
    configuration = merge(configuration, isJsonObject(table) ? table : {});
    configuration = merge(configuration, readTomlFile(join(home, `${name}.config.toml`)));
  }
  for (const override of overrides) configuration = merge(configuration, parseOverride(override));
  configuration = merge(configuration, managed);
  const login = readLogin(home, environment, configuration);
  return { argv, environment, configuration, managed, login };
}

function readTomlFile(path: string): JsonObject {
  if (!existsSync(path)) return {};
  try {
    // Dates are the only values that are not JSON; none of the settings that are read is one.
    return parseToml(readFileSync(path, 'utf8')) as unknown as JsonObject;
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
      // Not TOML: taken as plain text, as Codex does; a key that is no key says nothing.
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
function readLogin(home: string, environment: Environment, configuration: JsonObject): CodexLogin {
  if (environment['CODEX_API_KEY']) return 'api-key';
  const path = join(home, 'auth.json');
  if (!existsSync(path)) {
    const forced = configuration['forced_login_method'];
    return forced === 'chatgpt' ? 'chatgpt' : forced === 'api' ? 'api-key' : 'none';
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
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
    'Mend the file: without it turntape cannot know where the requests go',
    cause,
  );
}
