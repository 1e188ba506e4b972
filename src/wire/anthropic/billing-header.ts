// The line that Claude Code puts at the head of its system prompt for billing. Gateways on the way
// may move it: into a longer text, after a blank, into a message of role system.

/** Start of the line, whose rest changes with session, version or request. */
export const billingHeaderPrefix = 'x-anthropic-billing-header:';

/**
 * What the line says: `cc_version=2.1.100; cc_entrypoint=cli; cch=eb6c6;`. Gateways that join the
 * blocks of a prompt put other words behind it, or before it.
 */
const pairs =
  /(?<![`'"])x-anthropic-billing-header:[ \t]*(?:[\w.-]+=[^;\s]*(?:;[ \t]*|(?=\s|$)))+/gi;
const header = new RegExp(billingHeaderPrefix, 'i');
/**
 * How headers are written. Every text of a prompt is looked at: a search for letters of either case
 * takes many times as long, and each of these begins with a letter that is rare.
 */
const titleCase = 'X-Anthropic-Billing-Header:';
const upperCase = billingHeaderPrefix.toUpperCase();
const beginsWithHeader = new RegExp(`^\\s*${billingHeaderPrefix}`, 'i');

/** The text without such lines; '' where only white space is left. */
export function withoutBillingLines(text: string): string {
  if (!mayHaveLine(text)) return text;
  const lines = text.split('\n');
  const kept = lines.flatMap((line) => {
    if (!header.test(line)) return [line];
    const rest = line.replaceAll(pairs, '');
    const isLine = beginsWithHeader.test(line);
    return isLine && (rest.trim() === '' || rest === line) ? [] : [rest];
  });
  const rest = kept.join('\n');
  if (rest === text) return text;
  return rest.trim() === '' ? '' : rest;
}

function mayHaveLine(text: string): boolean {
  return text.includes(billingHeaderPrefix) || text.includes(titleCase) || text.includes(upperCase);
}
