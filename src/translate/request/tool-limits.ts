// What the backend takes of a list of tools: each name once, one web search, and no more than it
// counts.
import type { Loss, LossPointer } from '../../domain/loss.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';

/** Longest list of tools that the backend takes. */
export const toolsMax = 128;

/** Says of one tool after the other, in the order in which they are sent, whether it may be. */
export type ToolAdmission = (tool: ResponsesTool, pointer: LossPointer) => boolean;

/** @param losses of the tools that are left out */
export function createToolAdmission(losses: Loss[]): ToolAdmission {
  const functions = new Set<string>();
  /** Of the backend's own, which have no name. */
  const types = new Set<string>();
  return ({ type, name }, pointer) => {
    const known = name === undefined ? types : functions;
    const own = name ?? type;
    if (known.has(own)) losses.push(loss('tool-duplicate', pointer));
    else if (functions.size + types.size >= toolsMax) losses.push(loss('tool-count', pointer));
    else {
      known.add(own);
      return true;
    }
    return false;
  };
}

const details = {
  'tool-duplicate': 'The list has this tool already; the backend takes it once.',
  'tool-count': `The backend takes ${toolsMax} tools; those after them were left out.`,
} as const;

function loss(feature: keyof typeof details, pointer: LossPointer): Loss {
  return { kind: 'dropped', feature, pointer: pointer(), detail: details[feature] };
}
