// Finds the `turntape ...` lines of a markdown page: in fenced and indented blocks, and in a line
// of text.

const fences = /^```[^\n]*\n([\s\S]*?)^```$/gm;

/** The code blocks of a page in their order, without indentation; continued lines are joined. */
export function findBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```[^\n]*\n([\s\S]*?)^```$|(?:^ {4}.*\n|^\n(?= {4}))+/gm)]
    .map(([text, fenced]) => fenced ?? text.replaceAll(/^ {4}/gm, ''))
    .map((text) => text.replaceAll(/\\\n\s*/g, ' '));
}

/** The words of a shell command; quotes group, `#` after a space begins a comment. */
function splitWords(line: string): string[] {
  const bare = line.replace(/\s#\s.*$/, '');
  return [...bare.matchAll(/'([^']*)'|"([^"]*)"|[^\s'"]+/g)].map(
    ([word, single, double]) => single ?? double ?? word,
  );
}

/** The arguments of each turntape in a shell line, up to a pipe, a redirection, `&` or `&&`. */
export function findInvocations(line: string): string[][] {
  return line
    .trim()
    .replace(/^(\$|- run:) /, '')
    .split(/\s(?:&&|\||&)(?:\s|$)/)
    .map((part) => splitWords(part.trim()))
    .flatMap((words) => {
      const at = words.findIndex((word) => !/^\w+=|^npx$/.test(word));
      if (words[at] !== 'turntape') return [];
      const end = words.findIndex((word) => /^[<>]/.test(word));
      return [words.slice(at + 1, end < 0 ? undefined : end)];
    });
}

/** Every command line of a page, as arguments; in a line of text only those with flags. */
export function documentedCommands(markdown: string): string[][] {
  const spans = [...markdown.replaceAll(fences, '').matchAll(/`(turntape [^`\n]+ --[^`\n]+)`/g)];
  const lines = findBlocks(markdown).flatMap((block) => block.split('\n'));
  return [...lines, ...spans.map(([, text]) => text ?? '')].flatMap(findInvocations);
}
