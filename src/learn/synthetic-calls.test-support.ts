// Sessions of a made-up backend whose every rule is set: what `learn` must find again. Written from
// the rules' definitions, without the code that learns them.

import type { UsageCall } from '../domain/usage-call.ts';
import { createSeededRandom } from '../lib/seeded-random.ts';

export interface BackendTruth {
  /** Share of the reasoning that counts when it is replayed. */
  readonly replayed: number;
  readonly contextRule: 'current_turn' | 'all_turns';
  readonly outputs: 'none' | 'full';
  readonly step: number;
  readonly hidden: number;
  readonly quantum: number;
  readonly lifetimeSeconds: number;
  readonly missRate: number;
  readonly minimum: number;
  /** Share of an image's tokens that the cache counts; absent: sessions have no images. */
  readonly imageShare?: number;
}

export const chatgptTruth: BackendTruth = {
  replayed: 1,
  contextRule: 'current_turn',
  outputs: 'none',
  step: 512,
  hidden: 127,
  quantum: 128,
  lifetimeSeconds: 3600,
  missRate: 0.05,
  minimum: 1024,
};

export interface SyntheticPlan {
  readonly seed: string;
  readonly sessions: number;
  readonly callsPerSession: number;
  readonly month?: string;
  readonly model?: string;
  /** Tokens of a session's first prompt; short ones show the cache's minimum. */
  readonly firstPrompt?: number;
}

/** Around an image's output and the call: in no counted text. */
const framingOfImages = 11;

/** What is in a prompt, in order. */
interface Piece {
  readonly tokens: number;
  readonly kind: 'input' | 'visible' | 'reasoning' | 'image';
  readonly turn: number;
}

export function syntheticCalls(truth: BackendTruth, plan: SyntheticPlan): UsageCall[] {
  return Array.from({ length: plan.sessions }, (_, index) =>
    syntheticSession(truth, plan, index),
  ).flat();
}

function syntheticSession(truth: BackendTruth, plan: SyntheticPlan, index: number): UsageCall[] {
  const random = createSeededRandom(`${plan.seed}/${index}`);
  const between = (low: number, high: number): number => low + random.integer(high - low + 1);
  const pieces: Piece[] = [];
  /** Prompts that the cache has seen, as pieces; the newest last. */
  const cached: Piece[][] = [];
  const calls: UsageCall[] = [];
  let turn = 0;
  let sinceTurn = 0;
  for (let position = 0; position < plan.callsPerSession; position++) {
    const beginsUserTurn = position === 0 || random.next() < 0.25;
    const reasoningSinceUserTurn = sinceTurn;
    if (beginsUserTurn) {
      turn++;
      sinceTurn = 0;
    }
    const idle = pause(random.next(), truth.lifetimeSeconds, beginsUserTurn, between);
    const newInput = position === 0 ? (plan.firstPrompt ?? between(6000, 9000)) : between(20, 1500);
    pieces.push({ tokens: newInput, kind: 'input', turn });
    // Its own draws: without images, sessions are what they were.
    const hasNewImage = truth.imageShare !== undefined && position % 5 === 3;
    if (hasNewImage) {
      pieces.push({ tokens: framingOfImages, kind: 'input', turn });
      pieces.push({ tokens: 900 + 7 * position, kind: 'image', turn });
    }
    const prompt = pieces.filter(
      (piece) =>
        piece.kind !== 'reasoning' ||
        (truth.replayed > 0 && (truth.contextRule === 'all_turns' || piece.turn === turn)),
    );
    const input = tokensOf(prompt, truth.replayed);
    const isMiss = random.next() < truth.missRate || idle > truth.lifetimeSeconds;
    const held = isMiss ? (cached[0] ?? []) : (cached.at(-1) ?? []);
    const shared = idle > truth.lifetimeSeconds ? 0 : sharedTokens(held, prompt, truth);
    const reasoning = random.next() < 0.2 ? 0 : between(30, 600);
    const visible = between(40, 400);
    calls.push({
      source: `source-${index % 3}`,
      session: `${plan.seed}-${index}`,
      model: plan.model ?? 'made-up',
      effort: null,
      month: plan.month ?? '2026-01',
      position,
      beginsUserTurn,
      idleSeconds: position === 0 ? null : idle,
      inputTokens: input,
      cachedTokens: countOf(shared, truth),
      cacheWriteTokens: 0,
      outputTokens: visible + reasoning,
      reasoningTokens: reasoning,
      newInputTokens: newInput,
      hasNewImage,
      encryptedCharacters: reasoning === 0 ? 0 : 900 + Math.round(6.2 * reasoning),
      reasoningSinceUserTurn,
      previousPhase: position === 0 ? null : beginsUserTurn ? 'final_answer' : 'commentary',
      isCompacted: false,
      hasChangedSettings: false,
      isRegular: position > 0 && !hasNewImage,
    });
    sinceTurn += reasoning;
    if (reasoning > 0) pieces.push({ tokens: reasoning, kind: 'reasoning', turn });
    pieces.push({ tokens: visible, kind: 'visible', turn });
    // Where outputs are cached, the prompt and what was generated after it.
    const generated = pieces.slice(reasoning > 0 ? -2 : -1);
    cached.push(truth.outputs === 'full' ? [...prompt, ...generated] : prompt);
  }
  return calls;
}

function pause(
  draw: number,
  lifetimeSeconds: number,
  beginsUserTurn: boolean,
  between: (low: number, high: number) => number,
): number {
  if (!beginsUserTurn) return between(2, 30);
  if (draw < 0.5) return between(61, 300);
  return draw < 0.8
    ? between(Math.round(lifetimeSeconds * 0.3), Math.round(lifetimeSeconds * 0.9))
    : between(Math.round(lifetimeSeconds * 1.1), lifetimeSeconds * 3);
}

function tokensOf(pieces: readonly Piece[], replayed: number): number {
  return pieces.reduce(
    (sum, { tokens, kind }) =>
      sum + (kind === 'reasoning' ? Math.round(tokens * replayed) : tokens),
    0,
  );
}

/** Tokens of the pieces with which both begin. */
function sharedTokens(a: readonly Piece[], b: readonly Piece[], truth: BackendTruth): number {
  let equal = 0;
  while (equal < a.length && a[equal] === b[equal]) equal++;
  const shared = b.slice(0, equal);
  const images = shared.filter(({ kind }) => kind === 'image');
  const missing = Math.round(tokensOf(images, 1) * (1 - (truth.imageShare ?? 1)));
  return tokensOf(shared, truth.replayed) - missing;
}

/** Whole steps of prompt and hidden prefix, reported without the hidden prefix, in quanta. */
function countOf(shared: number, { step, hidden, quantum, minimum }: BackendTruth): number {
  const whole = Math.floor((shared + hidden) / step) * step - hidden;
  const counted = Math.floor(whole / quantum) * quantum;
  return counted < minimum ? 0 : counted;
}
