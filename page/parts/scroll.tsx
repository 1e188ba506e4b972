// What may be wider than the screen: it scrolls by itself, and can be reached by keys.
import type { ComponentChildren } from 'preact';

interface ScrollProps {
  /** What is in it, for those who do not see it. */
  readonly label: string;
  readonly children: ComponentChildren;
}

export function Scroll({ label, children }: ScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
