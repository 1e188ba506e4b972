// The self-test as text for a person.
import { plural } from '../../lib/plural.ts';
import { runSelfTest } from '../../self-test/self-test.ts';
import type { Terminal } from '../../terminal/console.ts';

/** Runs the self-test and prints what it found. @returns the exit code */
export async function reportSelfTest(terminal: Terminal, json: boolean): Promise<number> {
  const result = await runSelfTest();
  const { requests, differences, directFirstByteMs, throughFirstByteMs } = result;
  const addedMs = throughFirstByteMs - directFirstByteMs;
  if (json) {
    terminal.json({
      requests,
      differences,
      direct_first_byte_ms: directFirstByteMs,
      through_first_byte_ms: throughFirstByteMs,
      added_ms: addedMs,
      label: 'measured',
    });
  } else {
    terminal.result(
      [
        `${plural(requests, 'request')}, each sent straight and through the recorder: ${differences.length === 0 ? 'no difference' : plural(differences.length, 'difference')}`,
        ...differences,
        `first byte: ${directFirstByteMs.toFixed(2)} ms straight, ${throughFirstByteMs.toFixed(2)} ms through the recorder, ${addedMs.toFixed(2)} ms added (measured, medians)`,
      ].join('\n'),
    );
  }
  return differences.length === 0 ? 0 : 1;
}
