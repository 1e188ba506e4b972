// What broke the prefix among the tools: another order, another set, another definition.
import type { PromptSegment } from '../cache-model/render-prompt.ts';
import { isJsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { firstJsonDifference } from '../lib/json-pointer.ts';
import type { BreakInput, FoundBreak, Place } from './break-place.ts';
import type { RenderedCall } from './render-call.ts';

/** A tool of `tools`, or a list of tools inside the input (`additional_tools`). */
export function isToolSegment(segment: PromptSegment): boolean {
  return (
    segment.kind === 'text' && (segment.frame === 'tool' || segment.frame === 'additional_tools')
  );
}

interface Tool {
  readonly name: string;
  readonly value: JsonValue;
  readonly pointer: string;
}

function nameOf(value: JsonValue): string {
  if (!isJsonObject(value)) return '';
  return typeof value['name'] === 'string' ? value['name'] : String(value['type'] ?? '');
}

function toolsOf({ segments, pointers }: RenderedCall): Tool[] {
  return segments.flatMap((segment, index): Tool[] => {
    if (segment.kind !== 'text' || !isToolSegment(segment)) return [];
    const value = parseJson(segment.text) ?? null;
    const pointer = pointers[index] ?? '';
    if (segment.frame === 'tool') return [{ name: nameOf(value), value, pointer }];
    const inner = isJsonObject(value) ? value['tools'] : undefined;
    return (Array.isArray(inner) ? (inner as readonly JsonValue[]) : []).map((tool, at) => ({
      name: nameOf(tool),
      value: tool,
      pointer: `${pointer}/tools/${at}`,
    }));
  });
}

const isInTools = (tool: Tool | undefined): boolean => tool?.pointer.startsWith('/tools/') === true;

/** The first tool that differs decides: a prefix ends there, whatever comes after. */
export function classifyTools({ before, now }: BreakInput, at: Place): FoundBreak {
  const old = toolsOf(before);
  const current = toolsOf(now);
  const index = old.findIndex(
    ({ name, value }, place) =>
      name !== current[place]?.name ||
      firstJsonDifference(value, current[place]?.value ?? null) !== undefined,
  );
  const place = index === -1 ? old.length : index;
  const a = old[place];
  const b = current[place];
  // With no tool left at the place, the list itself is what changed.
  const pointer = b?.pointer ?? (isInTools(a) ? '/tools' : at.pointer);
  const pointerBefore = a?.pointer ?? at.pointerBefore;
  const has = (tools: readonly Tool[], tool: Tool): boolean =>
    tools.some(({ name }) => name === tool.name);
  if (a !== undefined && b !== undefined && a.name === b.name) {
    const inner = firstJsonDifference(a.value, b.value)?.pointer ?? '';
    return {
      ...at,
      cause: 'tool-schema-changed',
      pointer: `${pointer}${inner}`,
      pointerBefore: `${pointerBefore}${inner}`,
    };
  }
  if (b !== undefined && !has(old, b))
    return { ...at, cause: 'tool-inserted', pointer, pointerBefore };
  if (a !== undefined && !has(current, a))
    return { ...at, cause: 'tool-removed', pointer, pointerBefore };
  return { ...at, cause: 'tools-reordered', pointer, pointerBefore };
}
