// The law that prompt caching needs, on the rendered prompt: a history that only grew renders to a
// prompt that begins with the one before. The exception is documented: where the model drops the
// reasoning of earlier user turns, a new user turn takes that reasoning out of the middle.

import { commonPrompt, renderRequest } from '../../cache-model/prompt-tokens.ts';
import { type PromptSegment, promptSalt } from '../../cache-model/render-prompt.ts';
import { isAppendOnly } from '../../explain/append-only.ts';
import { plural } from '../../lib/plural.ts';
import { contextRuleOf } from '../../profiles/model-profiles.ts';
import { lastUserMessage } from '../../wire/responses/last-user-message.ts';
import type { Invariant, InvariantCall, InvariantFinding, InvariantInput } from './invariant.ts';

/** The earlier prompt as the later one must begin with it. */
function keptPrompt(
  before: InvariantCall,
  now: InvariantCall,
  { parameters }: InvariantInput,
): PromptSegment[] {
  const segments = renderRequest(before.request);
  const isNewUserTurn = lastUserMessage(now.request.input) > lastUserMessage(before.request.input);
  const rule = contextRuleOf(now.request, parameters);
  if (!isNewUserTurn || rule === 'all_turns') return segments;
  return segments.filter((segment) => segment.kind === 'text' || segment.what !== 'reasoning');
}

function findBreak(
  before: InvariantCall,
  now: InvariantCall,
  input: InvariantInput,
): InvariantFinding[] {
  if (!isAppendOnly(before.source, now.source)) return [];
  if (promptSalt(before.request) !== promptSalt(now.request)) {
    const detail = `model or effort differs from call ${before.number}: another cache`;
    return [{ turn: now.number, pointer: '/reasoning/effort', detail }];
  }
  const kept = keptPrompt(before, now, input);
  const later = renderRequest(now.request);
  const { brokenAt = later.length, tokens } = commonPrompt(kept, later, input.tokenizer);
  if (brokenAt >= kept.length) return [];
  const pointer = later[brokenAt]?.pointer ?? kept[brokenAt]?.pointer ?? '';
  const detail = `the prompt leaves that of call ${before.number} after ${plural(tokens, 'token')}`;
  return [{ turn: now.number, pointer, detail }];
}

export const prefixLaw: Invariant = {
  name: 'prefix-law',
  law: 'A history that only grew renders to a prompt that begins with the one before.',
  check: (input) =>
    input.turns.flatMap((now, index) => {
      const before = input.turns[index - 1];
      return before === undefined ? [] : findBreak(before, now, input);
    }),
};
