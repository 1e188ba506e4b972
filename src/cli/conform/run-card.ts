// One gateway, from its address to its card.
import { type Card, type CardInput, judgeCard } from '../../conform/card.ts';
import { realClientName, whyNotPlayed } from '../../conform/client-rows.ts';
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
import { playRealClient, type RealClient } from './play-real-client.ts';
import { type AskWhyGone, describeGone, GatewayGone, watchGateway } from './watched-gateway.ts';

export interface CardRun {
  /** Name on the card. */
  readonly name: string;
  /** Address of the gateway. */
  readonly url: string;
  /** Asked where a request has no answer; absent: that is not known. */
  readonly whyGone?: AskWhyGone | undefined;
  readonly upstream: OpenUpstream;
  readonly rows: readonly Row[];
  readonly known: ReadonlySet<string>;
  readonly service: Service;
  /** A recorded client's first request: what it sends is played too. */
  readonly client?: AnthropicRequest | undefined;
  /** Plays instead of the scripted client. */
  readonly realClient?: RealClient | undefined;
  readonly model: string;
  readonly apiKey: string;
  readonly seed: string;
  readonly tokenizer: Tokenizer;
  /** Ends the run early: what is being played is given up. */
  readonly signal?: AbortSignal;
  onPlay(play: Pick<Play, 'title'>): void;
}

export interface PlayedCard {
  readonly card: Card;
  readonly evidence: Evidence;
}

type Played = Omit<CardInput, 'gateway' | 'known' | 'service'>;

/**
 * Plays what the rows need, and judges it. Does not throw for what a gateway does.
 * @throws the signal's reason
 */
export async function runCard(run: CardRun): Promise<PlayedCard> {
  const { realClient, known, name, service, tokenizer } = run;
  const played =
    realClient === undefined ? await playScripted(run) : await playReal(run, realClient);
  const card = judgeCard({ gateway: name, ...played, known, service }, { tokenizer });
  return { card, evidence: played.evidence };
}

async function playScripted(run: CardRun): Promise<Played> {
  const [first, ...others] = plays;
  const recorded = run.client === undefined ? [] : [clientPlay(run.client)];
  const rows = run.rows.map((row) =>
    row.needsNoPlay ? { ...row, plays: [...row.plays, ...recorded.map((one) => one.name)] } : row,
  );
  const needed = new Set(rows.flatMap((row) => row.plays));
  const { model, apiKey, seed, whyGone = async () => null } = run;
  const send = watchGateway(createGatewayClient(run.url, run.signal), whyGone);
  try {
    const evidence = await playAll(
      [first, ...[...others, ...recorded].filter((play) => needed.has(play.name))],
      { desk: run.upstream.desk, send, model, apiKey, seed },
      (seen) => findProblem(seen, true) === null,
      run.onPlay,
    );
    return { rows, evidence, first: first.name };
  } catch (error) {
    if (!(error instanceof GatewayGone)) throw error;
    return { rows, evidence: [], first: first.name, gone: error.message };
  }
}

async function playReal(run: CardRun, real: RealClient): Promise<Played> {
  const { url, upstream, model, apiKey, signal, whyGone = async () => null } = run;
  run.onPlay({ title: `${real.client.title} ${real.version} in a small repository` });
  const about = { model, key: apiKey };
  const gateway = { gateway: url, desk: upstream.desk };
  const { evidence, unfinished } = await playRealClient(real, gateway, about, signal);
  const left = evidence.findIndex(({ ended }) => ended === 'none' || ended === 'cut');
  const why = left < 0 ? null : await whyGone();
  const at = evidence[left] && `${realClientName}, ${evidence[left].label}`;
  return {
    ...{ rows: run.rows.map((row) => ({ ...row, plays: [realClientName] })), evidence, unfinished },
    whyNotPlayed: (row) => whyNotPlayed(row, real.client.protocol),
    ...{ first: realClientName, mustAnswer: 'first request' },
    gone: why === null ? null : describeGone(why, at, left),
  };
}
