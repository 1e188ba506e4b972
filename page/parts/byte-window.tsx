// Text around a byte, the byte marked.

import type { ByteWindow } from '../../src/compare/diff-requests.ts';
import { count, visible } from '../format.ts';
import { Pre } from './pre.tsx';

interface ByteWindowProps {
  readonly title: string;
  readonly of: ByteWindow;
  readonly state: 'before' | 'now';
}

export function ByteWindowView({ title, of, state }: ByteWindowProps) {
  return (
    <figure class={`window ${state}`}>
      <figcaption>
        {title}, byte {count(of.byte)}
      </figcaption>
      <Pre label={`${title}, around byte ${count(of.byte)}`}>
        {of.isCutBefore && '…'}
        {visible(of.before)}
        <mark>{visible(of.after.slice(0, 1)) || '(end)'}</mark>
        <ins>{visible(of.after.slice(1, 48))}</ins>
        {visible(of.after.slice(48))}
        {of.isCutAfter && '…'}
      </Pre>
    </figure>
  );
}
