// The line that Claude Code puts at the head of its system prompt for billing. Gateways on the way
// may move it: into a longer text, after a blank, into a message of role system.

/** Start of the line, whose rest changes with session, version or request. */
export const billingHeaderPrefix = 'x-anthropic-billing-header:';

/** The text without such lines; '' where only white space is left. */
export function withoutBillingLines(text: string): string {
  if (!text.includes(billingHeaderPrefix)) return text;
  const lines = text.split('\n');
  const kept = lines.filter((line) => !line.trimStart().startsWith(billingHeaderPrefix));
  if (kept.length === lines.length) return text;
  const rest = kept.join('\n');
  return rest.trim() === '' ? '' : rest;
}
