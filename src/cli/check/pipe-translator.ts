// Any other translator as a program: an Anthropic request on stdin, a Responses request on stdout.
import { spawnSync } from 'node:child_process';
import type { Fixture } from '../../formats/fixture.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { hasEmptyInput } from '../../wire/responses/has-empty-input.ts';

const requestMsMax = 30_000;
const requestBytesMax = 256 * 1024 * 1024;

/** @throws HarnessError `invalid-run` where it is not a request, or asks nothing */
function assertAsks(written: string, place: string): void {
  const request = parseJson(written);
  const isRequest = isJsonObject(request);
  if (isRequest && !hasEmptyInput(request)) return;
  throw new HarnessError(
    'invalid-run',
    `the translator cannot be judged: ${place}, it wrote ${isRequest ? 'an empty `input`' : 'no JSON object'}`,
    'It reads one Anthropic request on stdin and writes one Responses request on stdout',
  );
}

/**
 * What a command makes of every request of a fixture.
 * @param command a command line for the shell
 * @throws HarnessError `bad-input` when it fails on one, `invalid-run` when it asks nothing
 */
export function pipeTranslator(command: string, { name, turns }: Fixture): string[] {
  return turns.map(({ number, request }) => {
    const { status, stdout, stderr, error } = spawnSync(command, {
      ...{ shell: true, encoding: 'utf8', timeout: requestMsMax, maxBuffer: requestBytesMax },
      input: JSON.stringify(request),
    });
    if (status === 0) {
      assertAsks(stdout, `on ${name}, call ${number}`);
      return stdout;
    }
    // A program that ends without reading its input also breaks the pipe: its exit code says more.
    const reason =
      status === null
        ? (error?.message ?? 'it was ended by a signal')
        : `exit code ${status}: ${stderr.trim().split('\n').at(-1)}`;
    throw new HarnessError(
      'bad-input',
      `the translator failed on ${name}, call ${number}: ${reason}`,
      'It reads one Anthropic request on stdin and writes one Responses request on stdout',
    );
  });
}
