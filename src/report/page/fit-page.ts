// A page that may not be larger than a limit: folded parts go first, then sections from the end.

const note = '> The page was cut to fit; `turntape report` writes the whole one.';

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** @param bytesMax at least some hundred bytes */
export function fitPage(page: string, bytesMax: number): string {
  if (byteLength(page) <= bytesMax) return page;
  const bare = page.replaceAll(/<details>\n[\s\S]*?\n<\/details>\n*/g, '');
  const sections = bare.split(/(?=^## )/m);
  while (sections.length > 1 && byteLength(`${sections.join('')}\n${note}\n`) > bytesMax) {
    sections.pop();
  }
  const cut = `${sections.join('')}\n${note}\n`;
  return byteLength(cut) <= bytesMax ? cut : `${note}\n`;
}
