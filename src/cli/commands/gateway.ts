// `turntape gateway`: Claude Code in, a Responses backend out, both sides recorded and linked.
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { defaultBackend, listBackends } from '../../backends/registry.ts';
import { countLongTexts, promptTokens, renderRequest } from '../../cache-model/prompt-tokens.ts';
import { carriers } from '../../carriers/registry.ts';
import type { ClientPlan } from '../../clients/client-plan.ts';
import { defaultArmOptions } from '../../domain/arm-options.ts';
import type { Backend } from '../../domain/backend.ts';
import { parseArmOptions } from '../../domain/parse-options.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { sha256 } from '../../lib/sha256.ts';
import { keepYoungGenerationSmall } from '../../process/small-young-generation.ts';
import { systemClock } from '../../process/system-clock.ts';
import { createGateway } from '../../proxy/gateway/gateway.ts';
import type { CountingReasoningStore } from '../../reasoning-store/limits.ts';
import { openReasoningStore } from '../../reasoning-store/open-reasoning-store.ts';
import { type LiveFlags, withLiveFlags } from '../backends/live-flags.ts';
import { openServingBackend } from '../backends/open-serving-backend.ts';
import { type ProfileFlag, profileFlag } from '../backends/profile-flag.ts';
import { readReplay } from '../backends/read-replay.ts';
import { readSimulatorParameters } from '../backends/read-simulator-files.ts';
import { seedFlag, simFlag } from '../backends/simulator-flags.ts';
import { setFlag } from '../backends/translator-flag.ts';
import type { Command, CommandContext } from '../command.ts';
import { describeCounters, describeEmptyStore } from '../gateway/describe-counters.ts';
import { planTranslated } from '../gateway/plan-translated.ts';
import { listenFlag, tokenFlag } from '../recording/listen-flags.ts';
import { memoryFlag } from '../recording/memory-flag.ts';
import { serveRecorded } from '../recording/serve-recorded.ts';
import {
  chooseTelemetry,
  type TelemetryFlags,
  withTelemetryFlags,
} from '../recording/telemetry-flags.ts';
import { viewFlag } from '../recording/view-flag.ts';

/** Used for the models that only Anthropic has; any other name is passed on as it is. */
const defaultModel = 'gpt-5.5';

const letOthersIn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Claude Code stays below 20 MB, and Anthropic's Messages API refuses 32 MB. Read, translated and
 * recorded twice, a larger one would exceed what the server may take.
 */
const requestBytesMax = 24 * 1024 * 1024;

/** A type, not an interface: only types fit `Command`'s record of flags. */
type GatewayFlags = LiveFlags &
  TelemetryFlags &
  ProfileFlag & {
    readonly backend: string;
    readonly listen: string;
    readonly token: string | undefined;
    readonly memory: number;
    readonly view: boolean;
    readonly set: string[];
    readonly model: string | undefined;
    readonly sim: string[];
    readonly seed: string;
    readonly 'reasoning-store': string | undefined;
  };

export const gatewayCommand: Command<GatewayFlags> = {
  usage: 'gateway',
  description: 'run Claude Code on a Responses backend, recording both sides (translating proxy)',
  examples: [
    ["turntape gateway --backend sim -- claude -p 'What is here?'", 'Claude Code on the simulator'],
    [
      'turntape gateway --backend openai --use-api-key -- claude',
      "on OpenAI's API; this costs money",
    ],
    [
      'turntape gateway --listen 127.0.0.1:8080 --set reasoning_continuity=true',
      'stay, and replay reasoning',
    ],
  ],
  takesChild: true,
  builder: (yargs) =>
    withLiveFlags(
      withTelemetryFlags(yargs)
        .option('backend', {
          fromProject: false,
          completedBy: 'backend',
          type: 'string',
          default: defaultBackend,
          description: listBackends('simulated', 'recorded', 'live'),
        })
        .option('listen', listenFlag)
        .option('token', tokenFlag)
        .option('memory', memoryFlag)
        .option('view', viewFlag)
        .option('set', setFlag)
        .option('model', {
          fromProject: true,
          completedBy: 'model',
          type: 'string',
          description: `model asked for upstream (default: the client's; ${defaultModel} for claude-*)`,
        })
        .option('sim', { ...simFlag, group: 'Simulator:' })
        .option('profile', { ...profileFlag, group: 'Simulator:' })
        .option('seed', { ...seedFlag, group: 'Simulator:' })
        .option('reasoning-store', {
          fromProject: false,
          type: 'string',
          description: 'redis:// URL, to share reasoning between gateways (default: in memory)',
        }),
    ),
  async run(flags, context) {
    keepYoungGenerationSmall();
    const options = { ...defaultArmOptions, ...parseArmOptions(flags.set) };
    const plan = planTranslated(context);
    const parameters = readSimulatorParameters(flags.profile, flags.sim, flags.model);
    const readSession = (session: string) => readReplay(session, context);
    const backend = await openServingBackend(
      flags,
      { parameters, seed: flags.seed, readSession },
      context.terminal,
    );
    try {
      const reasoningStore = await openReasoningStore(
        flags['reasoning-store'],
        options,
        systemClock,
      );
      try {
        return await serveGateway(flags, context, { options, plan, backend, reasoningStore });
      } finally {
        await reasoningStore.close();
      }
    } finally {
      await backend.close();
    }
  },
};

interface GatewayParts {
  readonly options: TranslatorOptions;
  readonly plan: ClientPlan | undefined;
  readonly backend: Backend;
  readonly reasoningStore: CountingReasoningStore;
}

function serveGateway(
  flags: GatewayFlags,
  context: CommandContext,
  { options, plan, backend, reasoningStore }: GatewayParts,
): Promise<number> {
  const { listen, token, memory, view, set, model, 'reasoning-store': storeUrl } = flags;
  let storeFailed = false;
  return serveRecorded(context, {
    listen,
    view,
    token,
    memory,
    telemetry: chooseTelemetry(flags, context.terminal),
    answers: { label: backend.label, isGateway: true },
    // As bytes, as what was read of them, and translated.
    bodyWeight: 3,
    requestBytesMax,
    plan,
    activity: `translating for the backend ${backend.name}`,
    notes: [
      ...(backend.label === 'simulated'
        ? ['answers come from a simulator, no model is asked']
        : []),
      ...set.map((pair) => `option ${pair}`),
    ],
    createService: (recording) => {
      const gateway = createGateway({
        ...recording,
        backend,
        reasoningStore,
        onStoreFailure(error) {
          if (!storeFailed) context.terminal.error(`the reasoning store failed: ${error}`);
          storeFailed = true;
        },
        clock: systemClock,
        options,
        upstreamModel: (asked) => model ?? (asked.startsWith('claude-') ? defaultModel : asked),
        // Of this database alone, and the same over restarts.
        envelopeSecret: sha256(`envelope ${Buffer.from(recording.fingerprintKey).toString('hex')}`),
        async countTokens(body) {
          const segments = renderRequest(body);
          const tokenizer = await loadO200kTokenizer();
          await countLongTexts(segments, tokenizer, Number.POSITIVE_INFINITY, letOthersIn);
          return promptTokens(segments, tokenizer);
        },
      });
      return {
        ...gateway,
        close() {
          if (!options.reasoning_continuity || gateway.counters().turns === 0) return;
          const { note } = context.terminal;
          note(`turntape: ${describeCounters(gateway, reasoningStore)}`);
          const { usesStore } = carriers[options.reasoning_carrier];
          const isAlone = usesStore && gateway.counters().replayed === 0;
          const empty = describeEmptyStore(reasoningStore, storeUrl === undefined && isAlone);
          if (empty !== null) note(`turntape: ${empty}`);
        },
      };
    },
  });
}
