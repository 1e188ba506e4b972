// Which of the client's tools a call means. Nearly always it has the very name; else what models
// and relays are known to do to names is undone, and a name that is still unknown stays as it is.
import type { AnthropicTool } from '../../wire/anthropic/request.ts';
import { clientToolNames } from '../request/tool-name.ts';

/** The client's name of the tool that an upstream name calls. */
export function createCalledToolName(tools: readonly AnthropicTool[]): (name: string) => string {
  const names = clientToolNames(tools);
  let inLowerCase: ReadonlyMap<string, string> | null = null;
  return (name) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const plain = withoutLeaks(name);
    inLowerCase ??= namesInLowerCase(names);
    return names.get(plain) ?? inLowerCase.get(plain.toLowerCase()) ?? name;
  };
}

/**
 * Models leak the namespace that they were trained to call tools in, and the marks around a call:
 * `functions.Bash`, `Bash<|channel|>commentary` (vllm issue 32587, ollama issue 12132).
 */
function withoutLeaks(name: string): string {
  return name
    .replace(/<\|.*$/s, '')
    .trim()
    .replace(/^functions[.:]/, '');
}

/** Some relays write names in lower case (OmniRoute issue 9575). Of two that differ so, neither. */
function namesInLowerCase(names: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const several = new Set<string>();
  for (const [upstream, client] of names) {
    const name = upstream.toLowerCase();
    if (found.has(name)) several.add(name);
    found.set(name, client);
  }
  for (const name of several) found.delete(name);
  return found;
}
