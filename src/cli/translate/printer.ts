// What `turntape translate` prints: for the other side on stdout, for a person on stderr.
import type { Loss } from '../../domain/loss.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { TranslatedError } from '../../translate/errors.ts';

type Note =
  | { readonly loss: Loss }
  | { readonly header: string; readonly value: string }
  | { readonly retry: string };

export interface Printer {
  /** To stdout, byte for byte. */
  out(text: string): void;
  /** One line on stderr; silent under --quiet. */
  note(what: Note): void;
}

export function createPrinter(terminal: Terminal, json: boolean): Printer {
  return {
    out: (text) => terminal.bytes(Buffer.from(text)),
    note: (what) => terminal.note(json ? JSON.stringify(what) : renderNote(what)),
  };
}

function renderNote(what: Note): string {
  if ('header' in what) return `header ${what.header}: ${what.value}`;
  if ('retry' in what) return `retry: ${what.retry}`;
  const { kind, feature, pointer, detail } = what.loss;
  return `${kind} ${feature} at ${pointer}: ${detail}`;
}

/** An error as the client gets it before anything else: body, status and headers. */
export function printError({ status, headers, body }: TranslatedError, print: Printer): void {
  print.out(`${JSON.stringify(body)}\n`);
  print.note({ header: 'status', value: String(status) });
  for (const [name, text] of headers) print.note({ header: name, value: text });
}
