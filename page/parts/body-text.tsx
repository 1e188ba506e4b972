// A part of a body as text: read by range, shown in pieces, whatever is in it.

import { useEffect, useState } from 'preact/hooks';
import { bytes as asBytes, count, visible } from '../format.ts';
import { useApp } from '../use.ts';
import { Pre } from './pre.tsx';

/** Bytes that are read and shown at a time: more makes scrolling slow. */
export const pieceBytes = 32_768;

interface Piece {
  readonly start: number;
  readonly text: string;
  /** From the marked byte on; empty: none is marked. */
  readonly marked: string;
}

/** Reads a range; null: not there yet, or this source has no bodies. */
function useBytes(path: string, start: number, end: number, mark: number | null) {
  const { source } = useApp();
  const [piece, setPiece] = useState<Piece | null | 'absent'>(null);
  useEffect(() => {
    let isWanted = true;
    setPiece(null);
    source.bytes(path, start, end).then(
      (found) =>
        isWanted && setPiece(found === null ? 'absent' : toPiece(found, start, mark ?? end)),
      (error: Error) => isWanted && setPiece({ start, text: error.message, marked: '' }),
    );
    return () => {
      isWanted = false;
    };
  }, [source, path, start, end, mark]);
  return piece;
}

function toPiece(bytes: Uint8Array, start: number, mark: number): Piece {
  const decode = (part: Uint8Array): string => new TextDecoder().decode(part);
  const at = Math.max(0, mark - start);
  return { start, text: decode(bytes.subarray(0, at)), marked: decode(bytes.subarray(at)) };
}

interface BodyTextProps {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Lines as they are in JSON are one: shown with their line breaks. */
  readonly isJson?: boolean;
  /** A byte that is marked and brought into sight; null: none. */
  readonly mark?: number | null;
}

/** The first piece of a range, and a button for the next one. */
export function BodyText({ path, start, end, isJson = false, mark = null }: BodyTextProps) {
  const [shown, setShown] = useState(1);
  const pieces = Array.from(
    { length: Math.min(shown, Math.ceil((end - start) / pieceBytes)) },
    (_, index) => start + index * pieceBytes,
  );
  const last = Math.min(end, start + shown * pieceBytes);
  return (
    <div class="body-text">
      {pieces.map((from) => (
        <PieceText
          key={from}
          path={path}
          start={from}
          end={Math.min(end, from + pieceBytes)}
          isJson={isJson && end - start <= pieceBytes}
          mark={mark !== null && mark >= from && mark < from + pieceBytes ? mark : null}
        />
      ))}
      {last < end && (
        <button type="button" class="plain" onClick={() => setShown(shown + 1)}>
          Show more: {asBytes(end - last)} of {asBytes(end - start)} are left
        </button>
      )}
    </div>
  );
}

function PieceText({ path, start, end, isJson = false, mark = null }: BodyTextProps) {
  const piece = useBytes(path, start, end, mark);
  if (piece === 'absent') return <p class="notice">Bodies are not in this file.</p>;
  if (piece === null) return <p class="notice">Reading…</p>;
  return (
    <Pre label={`from byte ${count(start)}`}>
      {visible(isJson ? indented(piece.text) : piece.text)}
      {piece.marked !== '' && (
        <>
          <mark ref={bringIntoSight}>{visible(piece.marked.slice(0, 1))}</mark>
          {visible(piece.marked.slice(1))}
        </>
      )}
    </Pre>
  );
}

function bringIntoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center' });
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
