// What a recorded client sends, from a fixture.
import { parseFixture } from '../../formats/fixture-files.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseAnthropicRequest } from '../../wire/anthropic/parse-request.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import { findFixtures, readFixtureFiles } from '../fixtures/fixture-folders.ts';

/**
 * The first request of a fixture.
 * @throws HarnessError `bad-input` where it is not a request of the Messages API
 */
export function readClient(path: string): AnthropicRequest {
  const [folder] = findFixtures([path]);
  const [first] = folder ? parseFixture(folder.name, readFixtureFiles(folder)).turns : [];
  const parsed = first === undefined ? null : parseAnthropicRequest(first.request);
  if (parsed !== null && !('problem' in parsed)) return parsed.request;
  throw new HarnessError(
    'bad-input',
    `${path} holds no request of the Messages API`,
    'Name a fixture that `turntape promote` made of a session of Claude Code',
  );
}
