// The room that an element has: pictures are drawn for it, so that their text stays as large as it
// is elsewhere.
import { useCallback, useRef, useState } from 'preact/hooks';

/** @param first before it is measured, pixels */
export function useWidth(
  first: number,
): readonly [width: number, ref: (element: Element | null) => void] {
  const [width, setWidth] = useState(first);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: Element | null): void => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.max(200, Math.round(entry.contentRect.width)));
    });
    observer.current.observe(element);
  }, []);
  return [width, ref];
}
