// The cards of one command line: read from files, or played.
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { parseBaseline } from '../../conform/baseline.ts';
import { type CardDocument, documentOf, parseCard } from '../../conform/card-document.ts';
import type { Row } from '../../conform/row.ts';
import { readNamedFile } from '../../files/read-named-file.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { listenForStop } from '../../process/stop-signals.ts';
import type { Terminal } from '../../terminal/console.ts';
import { aboutCard, recordedCard } from '../cards/recorded-card.ts';
import type { CommandContext } from '../command.ts';
import type { ConformFlags } from './conform-flags.ts';
import { openAgent } from './open-agent.ts';
import { type OpenUpstream, openUpstream, withConformParameters } from './open-upstream.ts';
import { readClient } from './read-client.ts';
import { type CardRun, runCard } from './run-card.ts';
import { startGatewayCommand } from './start-gateway.ts';
import { askAddress } from './watched-gateway.ts';

/** Ctrl-C, or another signal that ends the program. */
export class Interrupted extends Error {}

const isAddress = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

function readText(path: string, what: string): string {
  try {
    return readNamedFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'not-found',
      `cannot read ${what} ${path}: ${reason}`,
      'Name a file that exists',
      error,
    );
  }
}

/** Gateways to play and cards to read, in the order in which they were named. */
function readTargets({ gateways, gateway }: ConformFlags, child: readonly string[]): string[] {
  const named = [...(gateway === undefined || child.length > 0 ? [] : [gateway]), ...gateways];
  if (gateway !== undefined && !isAddress(gateway)) {
    throw new HarnessError(
      'usage',
      `--gateway ${gateway} is not an address`,
      'Write for example --gateway http://127.0.0.1:3456',
    );
  }
  if (child.length > 0 && gateways.length > 0) {
    throw new HarnessError(
      'usage',
      'a gateway is named and started too',
      'Give either addresses or -- CMD',
    );
  }
  if (child.length === 0 && named.length === 0) {
    throw new HarnessError(
      'usage',
      'no gateway is named',
      'Write turntape conform -- CMD, or --gateway URL (docs/conform.md)',
    );
  }
  return named;
}

/** Rows that may fail: those of the baseline, unless it is to be written again. */
export function knownOf({
  baseline,
  'update-baseline': updates,
}: ConformFlags): ReadonlySet<string> {
  if (baseline === undefined) {
    if (!updates) return new Set();
    throw new HarnessError(
      'usage',
      '--update-baseline needs a file',
      'Name it with --baseline FILE',
    );
  }
  return updates ? new Set() : parseBaseline(readText(baseline, 'the baseline'), baseline);
}

/**
 * Cards from files, and from gateways that are played one after the other.
 * @throws HarnessError for what the user can fix, Interrupted at Ctrl-C
 */
export async function readCards(
  flags: ConformFlags,
  { terminal, flags: { child, db } }: CommandContext,
  chosen: readonly Row[],
): Promise<CardDocument[]> {
  const about = aboutCard(flags.service);
  const realClient = openAgent(flags, terminal);
  if (flags.session !== undefined) {
    if (child.length > 0 || flags.gateway !== undefined || flags.gateways.length > 0) {
      throw new HarnessError(
        'usage',
        '--session and a gateway are two different things to judge',
        'Give one of them',
      );
    }
    const tokenizer = await loadO200kTokenizer();
    const { session } = flags;
    const known = knownOf(flags);
    return [await recordedCard({ db, session, rows: chosen, known, about, tokenizer, terminal })];
  }
  const targets = readTargets(flags, child);
  const saved = (target: string): CardDocument => parseCard(readText(target, 'the card'), target);
  if (child.length === 0 && !targets.some(isAddress)) return targets.map(saved);
  const known = knownOf(flags);
  const client = flags.client === undefined ? undefined : readClient(flags.client);
  const tokenizer = await loadO200kTokenizer();
  const upstream = await openUpstream(
    flags.listen,
    withConformParameters(flags.service, flags.sim),
    tokenizer,
  );
  const stop = listenForStop();
  const stopped = new AbortController();
  void stop.first.then(() => stopped.abort(new Interrupted()));
  const play: PlayGateway = async ({ url, whyGone, name }, index) => {
    const player = realClient && ` (${realClient.client.title} ${realClient.version})`;
    const { card } = await runCard({
      ...{ name: (flags.name ?? name) + (player ?? ''), url, whyGone, upstream, rows: chosen },
      ...{ service: flags.service, client, realClient, known, tokenizer },
      ...{ model: flags.model, apiKey: flags.key, seed: `${Date.now()}/${index}` },
      signal: stopped.signal,
      onPlay: ({ title }) => terminal.note(`playing: ${title}`),
    });
    return documentOf(card, { ...about, model: flags.model });
  };
  try {
    if (child.length > 0)
      return [await playChild(flags, child, upstream, stopped.signal, play, terminal)];
    terminal.note(`simulated upstream on ${upstream.url} (POST /v1/responses)`);
    const cards: CardDocument[] = [];
    for (const [index, target] of targets.entries()) {
      const whyGone = askAddress(target);
      const gateway = { url: target, name: target, whyGone };
      cards.push(isAddress(target) ? await play(gateway, index) : saved(target));
    }
    return cards;
  } finally {
    stop.release();
    await upstream.close();
  }
}

type PlayGateway = (
  gateway: Pick<CardRun, 'url' | 'name' | 'whyGone'>,
  index: number,
) => Promise<CardDocument>;

async function playChild(
  flags: ConformFlags,
  child: readonly string[],
  upstream: OpenUpstream,
  signal: AbortSignal,
  play: PlayGateway,
  { env, note }: Terminal,
): Promise<CardDocument> {
  note(`starting ${child.join(' ')} with the upstream ${upstream.url}`);
  const started = await startGatewayCommand(
    {
      ...{ argv: child, upstream: upstream.url, url: flags.gateway, environment: env },
      startMsMax: flags.wait * 1000,
    },
    signal,
  );
  try {
    const name = child.join(' ');
    return await play({ url: started.url, name, whyGone: started.gone }, 0);
  } finally {
    await started.stop();
  }
}
