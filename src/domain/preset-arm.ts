// Arms by the options that they set: what `--arm on` names, and what tests and the library play.

import { type ArmOptions, defaultArmOptions } from './arm-options.ts';
import type { Arm } from './run.ts';
import { type PresetName, presets } from './translator-options.ts';

/** Arms that need no options: the presets of the translator, and Codex's own history. */
export type PresetArmName = PresetName | 'native';

/** Every name that {@link presetArm} takes. */
export const presetArmNames: readonly string[] = [...Object.keys(presets), 'native'];

export function isPresetArmName(name: string): name is PresetArmName {
  return presetArmNames.includes(name);
}

/** The scripted client in front of the translator, with these options over the defaults. */
export function translatorArm<Name extends string>(
  name: Name,
  options: Partial<ArmOptions>,
): Arm & { readonly name: Name } {
  return { name, agent: 'scripted', options: { ...defaultArmOptions, ...options } };
}

/** @param common options of every arm of the run; those of the preset win */
export function presetArm<Name extends PresetArmName>(
  name: Name,
  common: Partial<ArmOptions> = {},
): Arm & { readonly name: Name } {
  if (name === 'native') return { name, agent: 'native' };
  return translatorArm(name, { ...common, ...presets[name as PresetName] });
}

/** Several of them, in this order. */
export function presetArms<Name extends PresetArmName>(
  ...names: readonly Name[]
): (Arm & { readonly name: Name })[] {
  return names.map((name) => presetArm(name));
}
