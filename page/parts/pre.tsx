// Recorded text in its own box, which scrolls and can be reached by keys.
import type { ComponentChildren } from 'preact';

interface PreProps {
  /** What is in it, for those who do not see it. */
  readonly label: string;
  readonly children: ComponentChildren;
}

export function Pre({ label, children }: PreProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <section class="pre" tabIndex={0} aria-label={label}>
      <pre>{children}</pre>
    </section>
  );
}
