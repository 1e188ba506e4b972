// Tool names that the backend accepts: `^[a-zA-Z0-9_-]{1,64}$`. The new name depends on the
// old one alone, never on the list: another tool's arrival must not rename this one in the prefix.
import { sha256 } from '../../lib/sha256.ts';
import type { AnthropicTool } from '../../wire/anthropic/request.ts';

const nameCharsMax = 64;
/** Characters of the hash that keeps shortened names apart: 32 bits, for a few dozen tools. */
const hashChars = 8;

/** A name as the backend takes it; most names are unchanged. */
export function upstreamToolName(name: string): string {
  if (/^[a-zA-Z0-9_-]{1,64}$/.test(name)) return name;
  const clean = name.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
  return `${clean.slice(0, nameCharsMax - hashChars - 1)}_${sha256(name).slice(0, hashChars)}`;
}

/** The client's name of each upstream name. */
export function clientToolNames(tools: readonly AnthropicTool[]): ReadonlyMap<string, string> {
  return new Map(tools.map(({ name }) => [upstreamToolName(name), name]));
}
