// Where a flag's value can come from besides the command line: `TURNTAPE_*`, then the file. A flag
// beats the environment beats the file.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';

const defaultNames = ['turntape.config.yaml', 'turntape.config.json'];
const prefix = 'TURNTAPE_';

/** Reads the configuration file: the named one, else the first default that exists, else `{}`. */
export function readConfigurationFile(cwd: string, named: string | undefined): JsonObject {
  const path =
    named === undefined
      ? defaultNames.map((name) => join(cwd, name)).find((name) => existsSync(name))
      : resolve(cwd, named);
  if (path === undefined) return {};
  let value: unknown;
  try {
    value = parseYaml(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new HarnessError(
      'configuration',
      `cannot read the configuration file ${path}: ${reason}`,
      'Fix the file or name another one with --config',
      error,
    );
  }
  if (value === null) return {};
  if (!isJsonObject(value)) {
    throw new HarnessError(
      'configuration',
      `the configuration file ${path} does not hold a mapping`,
      'Write one flag a line, for example `db: recordings/.local/turntape.db`',
    );
  }
  return value;
}

/** `TURNTAPE_DB=x` as `{db: 'x'}`, `TURNTAPE_FAIL_IF` as `{'fail-if': ...}`. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(env)
      .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
      .map(([name, value]) => [
        name.slice(prefix.length).toLowerCase().replaceAll('_', '-'),
        value ?? '',
      ]),
  );
}

/** What the environment may say; empty is what a pipeline leaves of a variable that is not set. */
const switches: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  '1': true,
  '0': false,
  '': false,
};
const settingForms = {
  list: 'text or a number, or a list of them',
  switch: 'true or false',
  value: 'text or a number',
};

/**
 * A configured value as its flag takes it: yargs takes any shape, and then drops it or hands it on.
 * @param kind a flag that may be repeated, one without a value, or one with a value
 * @throws HarnessError `configuration`
 */
export function readSetting(
  name: string,
  value: JsonValue,
  kind: keyof typeof settingForms,
): JsonValue {
  const isScalar = (one: JsonValue): boolean =>
    ['string', 'number', 'boolean'].includes(typeof one);
  const onOrOff = kind === 'switch' ? switches[String(value)] : undefined;
  if (onOrOff !== undefined) return onOrOff;
  if (kind !== 'switch' && isScalar(value)) return value;
  if (kind === 'list' && Array.isArray(value) && value.every(isScalar)) return value;
  throw new HarnessError(
    'configuration',
    `\`${JSON.stringify(value)}\` is not a value of the setting \`${name}\``,
    `Give ${settingForms[kind]}`,
  );
}
