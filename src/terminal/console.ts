// The only writer to the terminal. Results go to stdout, everything for a person to stderr. Nothing
// that is written controls the terminal (`visibleText`), whoever wrote it first.
import { asciiText, wantsAscii, wantsColour } from './stream-styles.ts';
import { visibleStyledText, visibleText } from './visible-text.ts';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Characters of a line; absent: {@link defaultColumns}. */
  readonly columns?: number;
  /** Results may have colours: they go to a terminal that understands them, or are forced to. */
  colour: boolean;
  quiet: boolean;
  /** `-- CMD` owns stdout: results move to stderr. */
  childOwnsStdout: boolean;
  /**
   * A result, as text with its line breaks.
   * @param isStyled it has styles of `paint`, and its other parts are escaped already
   */
  result(text: string, isStyled?: boolean): void;
  /** Bytes as a result (`show --part`): exactly these, unless a terminal shows them. */
  bytes(bytes: Uint8Array): void;
  /** A result as one JSON document or line. */
  json(value: unknown): void;
  /** Progress and notes; silent under --quiet. */
  note(text: string): void;
  /** Doubts, errors, and where traffic goes; never silent. */
  error(text: string): void;
}

/** Exit code where a result cannot be written. */
const cannotWrite = 2;

/**
 * What happens when stdout takes no more. A reader that has seen enough (`turntape check | head`)
 * closes the pipe: that is not a failure. A full disk is: one line, and the process ends.
 */
export function watchStdout({
  stdout,
  stderr,
  exit,
}: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'exit'>): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return;
    const where = 'Write the output to a place that has room';
    stderr.write(`turntape: cannot write the output: ${visibleText(error.message)}. ${where}\n`);
    exit(cannotWrite);
  });
}

/** Where nothing says how wide it is: a pipe, a log of CI. */
export const defaultColumns = 80;
/** Prose that is wider is hard to read; a column that is narrower holds no words. */
const columnsMax = 100;
const columnsMin = 40;

function columnsOf({ stdout, env }: Pick<NodeJS.Process, 'stdout' | 'env'>): number {
  const told = stdout.columns ?? Number(env['COLUMNS']);
  return told > 0 ? Math.max(columnsMin, Math.min(columnsMax, told)) : defaultColumns;
}

/** @param process the Node process, or a mock in tests */
export function createTerminal(
  process: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env' | 'cwd'>,
): Terminal {
  const readable = wantsAscii(process.env) ? asciiText : (text: string) => text;
  const write = (shown: string): void => {
    const stream = terminal.childOwnsStdout ? process.stderr : process.stdout;
    stream.write(shown.endsWith('\n') ? shown : `${shown}\n`);
  };
  const terminal: Terminal = {
    env: process.env,
    cwd: process.cwd(),
    columns: columnsOf(process),
    colour: wantsColour(process.stdout, process.env),
    quiet: false,
    childOwnsStdout: false,
    result: (text, isStyled = false) => {
      write(readable(isStyled ? visibleStyledText(text) : visibleText(text)));
    },
    bytes: (bytes) => {
      const isSeen = process.stdout.isTTY === true;
      process.stdout.write(isSeen ? visibleText(Buffer.from(bytes).toString('utf8')) : bytes);
    },
    json: (value) => write(visibleText(JSON.stringify(value))),
    note: (text) => {
      if (!terminal.quiet) process.stderr.write(`${readable(visibleText(text))}\n`);
    },
    error: (text) => {
      process.stderr.write(`turntape: ${readable(visibleText(text))}\n`);
    },
  };
  return terminal;
}
