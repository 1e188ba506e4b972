import { type ClientPlan, type Environment, loopbackBypass } from './client-plan.ts';

/** Any other command: it gets the variables that most clients read, and may ignore them. */
export function planOther(argv: readonly string[], environment: Environment): ClientPlan {
  const [command = '', ...args] = argv;
  const { ANTHROPIC_BASE_URL: anthropic, OPENAI_BASE_URL: openai } = environment;
  return {
    client: 'other',
    upstreams: {
      ...(anthropic && { anthropic }),
      ...(openai && { openai: openai.replace(/\/v1\/?$/, '') }),
    },
    note: `${command} is started with ANTHROPIC_BASE_URL and OPENAI_BASE_URL; whether it obeys them is up to it`,
    launch: (proxyUrl) => ({
      command,
      args,
      environment: {
        ...loopbackBypass(environment),
        ANTHROPIC_BASE_URL: proxyUrl,
        OPENAI_BASE_URL: `${proxyUrl}/v1`,
      },
    }),
  };
}
