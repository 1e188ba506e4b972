// What a run says in its page's markdown is text: a run can come from another machine, and what
// shows a page may obey the HTML and the script links in it.

/** Fences and code spans: what is in them is shown as it is. */
const code = /(```[\s\S]*?```|(?<!\\)`[^`\n]*`)/;

/** Markdown that shows tags, but for those that fold a section, and has no links that run code. */
export function withoutHtml(markdown: string): string {
  return markdown
    .split(code)
    .map((part, index) => (index % 2 === 1 ? part : plain(part)))
    .join('');
}

function plain(text: string): string {
  return text
    .replaceAll(/<(?=[a-z/!?])(?!\/?(?:details|summary)>)/gi, '\\<')
    .replaceAll(/\](?=\(\s*<?\s*(?:javascript|data|vbscript)\s*:)/gi, '\\]');
}
