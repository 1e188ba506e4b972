// `--arm`, `--set` and `--baseline` -> the arms of a run.

import type { ArmOptions } from '../../domain/arm-options.ts';
import { parseArmOptions } from '../../domain/parse-options.ts';
import {
  isPresetArmName,
  presetArm,
  presetArmNames,
  translatorArm,
} from '../../domain/preset-arm.ts';
import type { Arm } from '../../domain/run.ts';
import { type PresetName, presets } from '../../domain/translator-options.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { nearestWord } from '../../lib/nearest-word.ts';

/** More arms than a table can show. */
const armsMax = 16;

function isPreset(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}

/** @throws HarnessError `usage` */
function gatewayUrl(name: string, text: string): string {
  if (URL.canParse(text)) {
    const { protocol, username, password, href } = new URL(text);
    if (/^https?:$/.test(protocol) && username === '' && password === '') return href;
  }
  throw new HarnessError(
    'usage',
    `arm \`${name}\`: \`${text}\` is not the address of a gateway`,
    `Write ${name}=gateway:http://127.0.0.1:8080`,
  );
}

/** `on,recover:false`: a preset's options, if one is named first, and what comes over them. */
function parseOverlay(text: string): Partial<ArmOptions> {
  const [first = '', ...rest] = text.split(',');
  if (!isPreset(first)) return parseArmOptions([first, ...rest], ':');
  return { ...presets[first], ...parseArmOptions(rest, ':') };
}

/**
 * `on`, `native`, `on,recover:false`, `mine=reasoning_continuity:true,reasoning_carrier:signature`.
 */
function parseArm(text: string, common: Partial<ArmOptions>): Arm {
  const at = text.indexOf('=');
  // `on,recover:false` is called `on-recover-false`.
  if (at < 0 && text.includes(',')) {
    return parseArm(`${text.replaceAll(/[,:]/g, '-')}=${text}`, common);
  }
  const name = at < 0 ? text : text.slice(0, at);
  if (!/^[A-Za-z0-9][\w.-]{0,39}$/.test(name)) {
    throw new HarnessError(
      'usage',
      `\`${name}\` is not a name for an arm`,
      'Use letters, digits, `-`, `_` and `.`, at most 40',
    );
  }
  if (at < 0) {
    if (isPresetArmName(name)) return presetArm(name, common);
    const nearest = nearestWord(name, presetArmNames);
    throw new HarnessError(
      'usage',
      `unknown arm \`${name}\``,
      nearest
        ? `Did you mean \`${nearest}\`?`
        : `Presets are ${presetArmNames.join(', ')}; or write ${name}=key:value,...`,
    );
  }
  const definition = text.slice(at + 1);
  if (definition.startsWith('gateway:')) {
    return { name, agent: 'gateway', url: gatewayUrl(name, definition.slice('gateway:'.length)) };
  }
  return translatorArm(name, { ...common, ...parseOverlay(definition) });
}

export interface ArmFlags {
  readonly arm: readonly string[];
  readonly set: readonly string[];
  readonly baseline: string | undefined;
  /** `option=value,value`: every combination becomes an arm. */
  readonly factor?: readonly string[];
  /** The baseline once more, under another name: what it differs by is noise. */
  readonly aa?: boolean;
}

/** Every combination of the factors' values, the first value of each first; named by the values. */
function factorArms(factors: readonly string[], common: Partial<ArmOptions>): Arm[] {
  let combinations: string[][] = [[]];
  for (const factor of factors) {
    const at = factor.indexOf('=');
    const key = factor.slice(0, Math.max(0, at));
    const pairs = factor
      .slice(at + 1)
      .split(',')
      .map((value) => `${key}=${value}`);
    // Checked one by one, so that the message names the value that is wrong.
    for (const pair of at < 1 ? [factor] : pairs) parseArmOptions([pair]);
    combinations = combinations.flatMap((before) => pairs.map((pair) => [...before, pair]));
  }
  return combinations.map((pairs) => {
    const name = pairs.map((pair) => pair.slice(pair.indexOf('=') + 1)).join('.');
    return translatorArm(name, { ...common, ...parseArmOptions(pairs) });
  });
}

/**
 * The arms in the order given (default `off`, `on`), and the one that the others are compared with:
 * the named one, else `off`, else the first.
 * @throws HarnessError `usage`
 */
export function parseArms(flags: ArmFlags): { arms: Arm[]; baseline: string } {
  const common = parseArmOptions(flags.set);
  const factors = flags.factor ?? [];
  const texts = flags.arm.length === 0 && factors.length === 0 ? ['off', 'on'] : flags.arm;
  const arms = [
    ...texts.map((text) => parseArm(text, common)),
    ...(factors.length === 0 ? [] : factorArms(factors, common)),
  ];
  const names = arms.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new HarnessError(
      'usage',
      `arm \`${repeated}\` is named twice`,
      'Give each arm its own name',
    );
  }
  if (arms.length > armsMax) {
    throw new HarnessError(
      'usage',
      `${arms.length} arms are too many: one run compares up to ${armsMax}`,
      'Make several runs',
    );
  }
  const baseline = flags.baseline ?? (names.includes('off') ? 'off' : (names[0] ?? 'off'));
  if (!names.includes(baseline)) {
    throw new HarnessError(
      'usage',
      `the baseline \`${baseline}\` is not an arm of this run`,
      `Name one of ${names.join(', ')}`,
    );
  }
  const again = arms.find(({ name }) => name === baseline);
  if (flags.aa === true && again !== undefined) arms.push({ ...again, name: `${baseline}-again` });
  return { arms, baseline };
}
