// One gateway, from its address to its card.
import { type Card, judgeCard } from '../../conform/card.ts';
import type { Evidence } from '../../conform/evidence.ts';
import { findProblem } from '../../conform/find-problem.ts';
import { playAll } from '../../conform/play-all.ts';
import { clientPlay } from '../../conform/plays/client-play.ts';
import { plays } from '../../conform/plays/registry.ts';
import type { Row, Service } from '../../conform/row.ts';
import type { Play } from '../../conform/stage/stage.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
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
  /** A recorded client's first request: what it sends is played too. */
  readonly client?: AnthropicRequest | undefined;
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
  const recorded = run.client === undefined ? [] : [clientPlay(run.client)];
  const rows = run.rows.map((row) =>
    row.needsNoPlay ? { ...row, plays: [...row.plays, ...recorded.map((one) => one.name)] } : row,
  );
  const needed = new Set(rows.flatMap((row) => row.plays));
  const { model, apiKey, seed, tokenizer, known, name, service } = run;
  const evidence = await playAll(
    [first, ...[...others, ...recorded].filter((play) => needed.has(play.name))],
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
