// Starts a real client for a trial: Claude Code behind our gateway with the arm's options, or Codex
// CLI straight on the backend. What reaches the backend is answered by the trial.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { simulatorName } from '../../backends/simulator/simulator.ts';
import { startSimulatorServer } from '../../backends/simulator/simulator-server.ts';
import { promptTokens, renderRequest } from '../../cache-model/prompt-tokens.ts';
import type { PlayableClient } from '../../clients/registry.ts';
import type { Backend } from '../../domain/backend.ts';
import type { Sink } from '../../domain/sink.ts';
import { defaultTranslatorOptions } from '../../domain/translator-options.ts';
import { newExchangeId } from '../../process/new-exchange-id.ts';
import { systemClock } from '../../process/system-clock.ts';
import { createGateway } from '../../proxy/gateway/gateway.ts';
import { createProxyServer } from '../../proxy/server.ts';
import type { ClientLink, ClientSetup, OpenClient } from '../../runner/agents/real-client.ts';
import { openClientHome } from './client-home.ts';

/** The trial keeps every request itself. */
const noSink: Sink = {
  begin: async () => 'stored',
  drop: () => {},
  flushed: () => {},
  responseHead: () => {},
  chunk: () => {},
  end: () => {},
  flush: async () => {},
  close: async () => {},
};

interface Server {
  readonly url: string;
  close(): Promise<void>;
}

function backendOf({ send, account, backend }: ClientSetup): Backend {
  return {
    ...{ name: simulatorName, service: backend, label: 'simulated', account, send },
    describe: ({ headers }) => ({ method: 'POST', target: '/v1/responses', headers }),
    close: async () => {},
  };
}

async function serveGateway(setup: ClientSetup): Promise<Server> {
  const tokenizer = await loadO200kTokenizer();
  const gateway = createGateway({
    ...{ backend: backendOf(setup), reasoningStore: setup.store, sink: noSink },
    clock: systemClock,
    options: setup.arm.agent === 'scripted' ? setup.arm.options : defaultTranslatorOptions,
    upstreamModel: () => setup.model,
    envelopeSecret: setup.sessionId,
    fingerprintKey: new TextEncoder().encode(setup.sessionId),
    newId: newExchangeId,
    countTokens: async (body) => promptTokens(renderRequest(body), tokenizer),
  });
  const defects: unknown[] = [];
  const server = await createProxyServer({
    ...{ listen: { host: '127.0.0.1', port: 0 }, handler: gateway.handler, refuse: gateway.refuse },
    ...{ clock: systemClock, token: undefined, onTooLarge: () => {} },
    onDefect: (error) => defects.push(error),
  });
  return {
    url: server.url,
    async close() {
      await server.close();
      if (defects.length > 0) throw defects[0];
    },
  };
}

/** A client of the Messages API is translated, one of the Responses API is answered straight. */
function serve({ protocol }: PlayableClient, setup: ClientSetup): Promise<Server> {
  if (protocol !== 'responses') return serveGateway(setup);
  const options = { host: '127.0.0.1', port: 0, websocket: 'refuse' } as const;
  return startSimulatorServer({ ...options, createBackend: () => backendOf(setup) });
}

/**
 * @param program of the client
 * @param onComplaint told what a client said that ended with an error
 */
export function createClientLink(
  client: PlayableClient,
  program: string,
  userPath: string,
  onComplaint: (text: string) => void,
): ClientLink {
  return {
    async open(setup): Promise<OpenClient> {
      const server = await serve(client, setup);
      const files = setup.scenario.repository ?? {};
      const about = { url: server.url, model: setup.model };
      const home = openClientHome({ client, program, path: userPath, files, about });
      return {
        async prompt(text, userTurn) {
          const complaint = await home.prompt(text, userTurn, setup.sessionId);
          if (complaint === null) return true;
          onComplaint(`${client.name} (${setup.arm.name}): ${complaint.why}: ${complaint.said}`);
          return false;
        },
        async close() {
          await server.close();
          home.remove();
        },
      };
    },
  };
}
