// Refused: cache breakpoints, by the Codex backend.
import { refuseDetail, type ValidationRule } from './rule.ts';

function hasBreakpoint(parts: unknown): boolean {
  return (
    Array.isArray(parts) &&
    parts.some(
      (part: unknown) =>
        typeof part === 'object' && part !== null && 'prompt_cache_breakpoint' in part,
    )
  );
}

/** The public API takes them, from gpt-5.6 on. */
export const cacheBreakpointRefused: ValidationRule = {
  name: 'cache-breakpoint-refused',
  trigger: '`prompt_cache_options`, or a content part with `prompt_cache_breakpoint`',
  source: 'opencodex 2092 (single source; exact text assumed)',
  isOnByDefault: true,
  check({ request, context: { takesCacheOptions } }) {
    if (takesCacheOptions === true) return null;
    if ('prompt_cache_options' in request) {
      return refuseDetail('Unsupported parameter: prompt_cache_options');
    }
    const marked = request.input.some((item) => {
      const { content, output } = item as { content?: unknown; output?: unknown };
      return hasBreakpoint(content) || hasBreakpoint(output);
    });
    return marked ? refuseDetail('Unsupported parameter: prompt_cache_breakpoint') : null;
  },
};
