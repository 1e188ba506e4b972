// turntape in the process of the test: the arguments, streams and exit codes of a process of its
// own, without the second that starting one takes. What needs a process (a signal, a kill, a bound
// on its memory, a command that might never end) is in program.ts.
import { Writable } from 'node:stream';
import { type Host, main } from '../src/main.ts';
import type { Ended } from './program.ts';

export interface Place {
  readonly cwd: string;
  /** All of it: nothing of the test's own environment is there. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs one command line to its end. One at a time: it is this process that goes to the folder. */
export async function turntape(
  words: readonly string[],
  { cwd, env = {} }: Place,
): Promise<Ended & { readonly bytes: Buffer }> {
  const [stdout, stderr] = [collect(), collect()];
  const host = {
    ...{ stdout: stdout.stream, stderr: stderr.stream, env, cwd: () => cwd, exitCode: undefined },
    exit(code: number) {
      throw new Error(`turntape ended the process with ${code}`);
    },
  } as unknown as Host;
  const before = process.cwd();
  process.chdir(cwd);
  await main(words, host).finally(() => process.chdir(before));
  const bytes = stdout.read();
  const code = Number(host.exitCode);
  return { code, stdout: bytes.toString(), stderr: stderr.read().toString(), bytes };
}

function collect(): { readonly stream: Writable; read(): Buffer } {
  const parts: Buffer[] = [];
  const stream = new Writable({
    write(part: Buffer, _encoding, done) {
      parts.push(part);
      done();
    },
  });
  return { stream, read: () => Buffer.concat(parts) };
}
