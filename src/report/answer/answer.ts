// The first three sentences of every report: what to do, what it is worth, what would change it.
// They agree with the evidence below them, and never claim a benefit that was not measured.
import type { RunView } from '../view.ts';
import { answerInvalid } from './answer-invalid.ts';
import { answerMeasured } from './answer-measured.ts';
import { answerReplay } from './answer-replay.ts';
import { answerSimulated } from './answer-simulated.ts';
import type { Answer } from './three-sentences.ts';

/** Sentences in the order in which they are read, each with its heading. */
export function answerLines({ action, worth, change }: Answer): readonly AnswerLine[] {
  return [
    { heading: 'What to do', sentence: action },
    { heading: 'What it is worth', sentence: worth },
    { heading: 'What would change it', sentence: change },
  ];
}

export interface AnswerLine {
  readonly heading: string;
  readonly sentence: string;
}

/** A run that cannot be judged first, then measurements, then real sessions, then the simulator. */
export function answerRun(view: RunView): Answer {
  if (view.invalid.length > 0) return answerInvalid(view);
  if (view.measured !== null) return answerMeasured(view, view.measured);
  return answerReplay(view) ?? answerSimulated(view);
}
