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
}

/** Reads a range; null: not there yet, or this source has no bodies. */
export function useBytes(path: string, start: number, end: number): Piece | null | 'absent' {
  const { source } = useApp();
  const [piece, setPiece] = useState<Piece | null | 'absent'>(null);
  useEffect(() => {
    let isWanted = true;
    setPiece(null);
    source.bytes(path, start, end).then(
      (found) =>
        isWanted &&
        setPiece(found === null ? 'absent' : { start, text: new TextDecoder().decode(found) }),
      (error: Error) => isWanted && setPiece({ start, text: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [source, path, start, end]);
  return piece;
}

interface BodyTextProps {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Lines as they are in JSON are one: shown with their line breaks. */
  readonly isJson?: boolean;
}

/** The first piece of a range, and a button for the next one. */
export function BodyText({ path, start, end, isJson = false }: BodyTextProps) {
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

function PieceText({ path, start, end, isJson = false }: BodyTextProps) {
  const piece = useBytes(path, start, end);
  if (piece === 'absent') return <p class="notice">Bodies are not in this file.</p>;
  if (piece === null) return <p class="notice">Reading…</p>;
  return (
    <Pre label={`from byte ${count(start)}`}>
      {visible(isJson ? indented(piece.text) : piece.text)}
    </Pre>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
