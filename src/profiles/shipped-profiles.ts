// The profiles that turntape comes with, one file per backend and generation of models.
import chatgpt53 from './data/chatgpt-gpt-5.3-codex.json' with { type: 'json' };
import chatgpt54 from './data/chatgpt-gpt-5.4.json' with { type: 'json' };
import chatgpt55 from './data/chatgpt-gpt-5.5.json' with { type: 'json' };
import chatgpt56 from './data/chatgpt-gpt-5.6.json' with { type: 'json' };
import chatgpt5 from './data/chatgpt-gpt-5.json' with { type: 'json' };
import chatgpt6 from './data/chatgpt-gpt-6.json' with { type: 'json' };
import copilot from './data/copilot.json' with { type: 'json' };
import openai from './data/openai.json' with { type: 'json' };
import { type ProfileFile, parseProfileFile } from './profile-file.ts';

export const profileBackends = ['chatgpt', 'openai', 'copilot'] as const;
export type ProfileBackend = (typeof profileBackends)[number];

export const shippedProfiles: readonly ProfileFile[] = [
  ...[chatgpt5, chatgpt53, chatgpt54, chatgpt55, chatgpt56, chatgpt6],
  ...[openai, copilot],
].map(parseProfileFile);
