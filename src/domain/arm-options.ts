// What an arm can set: how the translator works, and what its store keeps.
import { defaultOptions, type OptionValues } from './option-schema.ts';
import { storeOptionSchema } from './store-options.ts';
import { translatorOptionSchema } from './translator-options.ts';

/** Each option's legal values, the default first. */
export const armOptionSchema = { ...translatorOptionSchema, ...storeOptionSchema } as const;

export type ArmOptions = OptionValues<typeof armOptionSchema>;
export type ArmOptionName = keyof ArmOptions;

/** Every option at its default. */
export const defaultArmOptions: ArmOptions = defaultOptions(armOptionSchema);
