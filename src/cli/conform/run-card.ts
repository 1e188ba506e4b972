// One gateway, from its address to its card.
import { type Card, judgeCard } from '../../conform/card.ts';
import type { Evidence } from '../../conform/evidence.ts';
import { findProblem } from '../../conform/find-problem.ts';
import { playAll } from '../../conform/play-all.ts';
import { plays } from '../../conform/plays/registry.ts';
import type { Row, Service } from '../../conform/row.ts';
import type { Play } from '../../conform/stage/stage.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { createGatewayClient } from './gateway-client.ts';
import type { OpenUpstream } from './open-upstream.ts';

export interface CardRun {
  /** Name on the card. */
  readonly name: string;
  /** Address of the gateway. */
  readonly url: string;
  readonly upstream: OpenUpstream;
  readonly rows: readonly Row[];
  readonly known: ReadonlySet<string>;
  readonly service: Service;
  readonly model: string;
  readonly apiKey: string;
  readonly seed: string;
  readonly tokenizer: Tokenizer;
  /** Ends the run early: what is being played is given up. */
  readonly signal?: AbortSignal;
  onPlay(play: Play): void;
}

export interface PlayedCard {
  readonly card: Card;
  readonly evidence: Evidence;
}

/**
 * Plays what the rows need, and judges it. Does not throw for what a gateway does.
 * @throws the signal's reason
 */
export async function runCard(run: CardRun): Promise<PlayedCard> {
  const [first, ...others] = plays;
  const needed = new Set(run.rows.flatMap((row) => row.plays));
  const { model, apiKey, seed, tokenizer, known, rows, name, service } = run;
  const evidence = await playAll(
    [first, ...others.filter((play) => needed.has(play.name))],
    {
      ...{ desk: run.upstream.desk, send: createGatewayClient(run.url, run.signal) },
      ...{ model, apiKey, seed },
    },
    (seen) => findProblem(seen, true) === null,
    run.onPlay,
  );
  const card = judgeCard(
    { gateway: name, rows, evidence, first: first.name, known, service },
    { tokenizer },
  );
  return { card, evidence };
}
