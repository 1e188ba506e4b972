// A long list of rows of one height, of which only those in sight are in the document.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Rows above and below what is in sight. */
const margin = 8;

interface WindowListProps {
  readonly rows: number;
  readonly rowHeight: number;
  readonly label: string;
  /** Row that is scrolled to when it changes; null: none. */
  readonly at?: number | null;
  /** What a row is, so that rows that come in before it leave it its focus; absent: its index. */
  keyOf?(index: number): string | undefined;
  render(index: number): ComponentChildren;
}

/** Scrolls with the page. */
export function WindowList(props: WindowListProps) {
  const { rows, rowHeight, label, at = null, keyOf, render } = props;
  const list = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState<readonly [from: number, to: number]>([0, 60]);
  useEffect(() => {
    const look = (): void => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const from = Math.max(0, Math.floor(-top / rowHeight) - margin);
      const to = Math.ceil((innerHeight - top) / rowHeight) + margin;
      setRange((before) => (before[0] === from && before[1] === to ? before : [from, to]));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [rowHeight]);
  useEffect(() => {
    if (at === null || list.current === null) return;
    const top = list.current.getBoundingClientRect().top + at * rowHeight;
    if (top < 0 || top > innerHeight - rowHeight) scrollBy({ top: top - innerHeight / 3 });
  }, [at, rowHeight]);
  const from = Math.min(range[0], Math.max(0, rows - 1));
  const to = Math.min(rows, range[1]);
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  return (
    <div ref={list} class="window-list" style={{ height: `${rows * rowHeight}px` }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a ul that is cut at the top would count wrong */}
      <div
        role="list"
        aria-label={label}
        style={{ transform: `translateY(${from * rowHeight}px)` }}
      >
        {shown.map((index) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          <div
            key={keyOf?.(index) ?? index}
            role="listitem"
            aria-setsize={rows}
            aria-posinset={index + 1}
            style={{ height: `${rowHeight}px` }}
          >
            {render(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
