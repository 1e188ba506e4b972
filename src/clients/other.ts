// Any other command: it gets the variables that most clients read, and may ignore them.
import type { Client } from './client.ts';
import { loopbackBypass } from './client-plan.ts';

export const otherClient: Client = {
  title: 'a client',
  program: null,
  protocol: null,
  isSender: () => true,
  namingMembers: [],
  findNames: () => null,
  namingHeaders: [],
  publicHeaders: [],
  plan(argv, { environment }) {
    const [command = '', ...args] = argv;
    const { ANTHROPIC_BASE_URL: anthropic, OPENAI_BASE_URL: openai } = environment;
    return {
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
  },
  trial: null,
};
