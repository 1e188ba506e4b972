// Upstream connections, kept apart by the client connection that they serve. An answer that an
// upstream sends unasked is taken for the answer to the next request on its connection, and must
// not go to another client.
import type { Agent } from 'undici';

export interface ConnectionAgents {
  /** @param connection the client's, aborted when it has closed; undefined: any that is free */
  agentOf(connection: AbortSignal | undefined): Agent;
  /** Ends what is under way too. */
  destroy(): Promise<void>;
}

/** @param create makes an agent, which opens no connection before it is used */
export function createConnectionAgents(create: () => Agent): ConnectionAgents {
  const shared = create();
  const own = new Map<AbortSignal, Agent>();
  return {
    agentOf(connection) {
      if (connection === undefined) return shared;
      const known = own.get(connection);
      if (known !== undefined) return known;
      const agent = create();
      if (connection.aborted) return agent;
      own.set(connection, agent);
      connection.addEventListener(
        'abort',
        () => {
          own.delete(connection);
          // What is under way ends by its request's signal, or is still being recorded.
          agent.close().catch(() => undefined);
        },
        { once: true },
      );
      return agent;
    },
    async destroy() {
      await Promise.all([shared, ...own.values()].map((agent) => agent.destroy()));
      own.clear();
    },
  };
}
