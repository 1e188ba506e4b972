// The profiles that turntape comes with, one file per backend and generation of models.
import chatgpt53 from './data/chatgpt-gpt-5.3-codex.json' with { type: 'json' };
import chatgpt54 from './data/chatgpt-gpt-5.4.json' with { type: 'json' };
import chatgpt55 from './data/chatgpt-gpt-5.5.json' with { type: 'json' };
import chatgpt56 from './data/chatgpt-gpt-5.6.json' with { type: 'json' };
import chatgpt5 from './data/chatgpt-gpt-5.json' with { type: 'json' };
import chatgpt6 from './data/chatgpt-gpt-6.json' with { type: 'json' };
import copilot from './data/copilot.json' with { type: 'json' };
import openai from './data/openai.json' with { type: 'json' };
import reasoning from './data/reasoning.json' with { type: 'json' };
import vendorAny from './data/vendor-any.json' with { type: 'json' };
import vendorChatgpt from './data/vendor-chatgpt.json' with { type: 'json' };
import vendorOpenai from './data/vendor-openai.json' with { type: 'json' };
import vendorPrices from './data/vendor-prices.json' with { type: 'json' };
import type { ProfileFile } from './profile-file.ts';

export const profileBackends = ['chatgpt', 'openai', 'copilot'] as const;
export type ProfileBackend = (typeof profileBackends)[number];

/**
 * The files are typed and not parsed: a test parses them, so that no one who loads a model's
 * capabilities loads a parser for them.
 */
const asProfiles = (...files: readonly unknown[]): readonly ProfileFile[] =>
  files as readonly ProfileFile[];

export const shippedProfiles = asProfiles(
  ...[chatgpt5, chatgpt53, chatgpt54, chatgpt55, chatgpt56, chatgpt6],
  ...[openai, copilot],
);

/** All generations of a backend as one profile; null: no backend has the name. */
export function findShippedProfile(backend: string): ProfileFile | null {
  const own = shippedProfiles.filter((file) => file.backend === backend);
  const [first] = own;
  return first === undefined ? null : { ...first, models: own.flatMap(({ models }) => models) };
}

/** What vendors take and refuse; a file without a backend holds for every one. */
export const vendorFiles = asProfiles(vendorChatgpt, vendorOpenai, vendorAny);

/** List prices. */
export const priceFiles = asProfiles(vendorPrices);

/** How much models reason per call. */
export const reasoningFiles = asProfiles(reasoning);
