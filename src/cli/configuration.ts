// Where a flag's value can come from besides the command line: `TURNTAPE_*`, then the files. A flag
// beats the environment, which beats the folder's file, which beats the user's own.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { userFolder } from '../files/user-folder.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const folderNames = ['turntape.config.yaml', 'turntape.config.json'];
const userNames = ['config.yaml', 'config.json'];
const prefix = 'TURNTAPE_';
/** Bytes; a file of settings has some hundred. */
const fileBytesMax = 1024 * 1024;

/** A configuration file that exists. */
export interface ConfigurationFile {
  readonly path: string;
  readonly settings: JsonObject;
  /** False: it was found in the working directory, and may have come with somebody's repository. */
  readonly isUsers: boolean;
}

function firstIn(folder: string | undefined, names: readonly string[]): string | undefined {
  if (folder === undefined) return undefined;
  return names.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Weakest first: the user's own file, then the one of the working directory, or the one that is
 * named.
 * @param named `--config`; the user's word, as if it had been written as flags
 * @throws HarnessError `configuration`
 */
export function readConfigurationFiles(
  cwd: string,
  named: string | undefined,
  environment: Environment,
): ConfigurationFile[] {
  const own = firstIn(userFolder(environment), userNames);
  const found = named === undefined ? firstIn(cwd, folderNames) : resolve(cwd, named);
  return [
    ...(own === undefined ? [] : [{ path: own, isUsers: true }]),
    ...(found === undefined ? [] : [{ path: found, isUsers: named !== undefined }]),
  ].map((file) => ({ ...file, settings: readSettings(file.path) }));
}

function readSettings(path: string): JsonObject {
  let value: unknown;
  try {
    // A pipe or a device would hold the command, or never end.
    const { size } = statSync(path);
    if (!statSync(path).isFile()) throw new Error('it is not a file');
    if (size > fileBytesMax) throw new Error(`it has more than ${fileBytesMax} bytes`);
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
      'Write one flag a line, for example `seed: 2`',
    );
  }
  return value;
}

/**
 * @param fromProject what the flags' definitions say (`Options.fromProject`)
 * @throws HarnessError `configuration` when a file of the working directory sets what it may not
 */
export function assertMaySet(
  { path, settings, isUsers }: ConfigurationFile,
  fromProject: ReadonlyMap<string, boolean | undefined>,
  environment: Environment,
): void {
  if (isUsers) return;
  for (const name of Object.keys(settings)) {
    if (fromProject.get(name) === true) continue;
    const folder = userFolder(environment) ?? '~/.config/turntape';
    throw new HarnessError(
      'configuration',
      `\`${name}\` in ${path} is not obeyed: the file may have come with a repository`,
      `Read it and give --config ${path}, or set it in ${join(folder, 'config.yaml')}`,
    );
  }
}

/** The variable that sets a flag: `TURNTAPE_FAIL_IF` of `fail-if`. */
export function variableOf(flag: string): string {
  return `${prefix}${flag.replaceAll('-', '_').toUpperCase()}`;
}

/** `TURNTAPE_DB=x` as `{db: 'x'}`, `TURNTAPE_FAIL_IF` as `{'fail-if': ...}`. */
export function readEnvironment(env: Environment): JsonObject {
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
