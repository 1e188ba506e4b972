// What a vendor's service needs of a request that others do not take: found by the backend's name,
// or by the host of its address.

export interface BackendNeeds {
  /**
   * Models that have the lite contract are served under it alone (codex issues 39936 and 33496,
   * axonhub PR 2235).
   */
  readonly lite: boolean;
  /**
   * Its ciphertext is bound to the item's id (`item_id did not match`, openclaw issue 71333). On
   * the public API and the Codex backend ids cause pairing, duplicate and not-found errors with
   * `store: false`.
   */
  readonly reasoningIds: boolean;
  /** Encrypted content comes without being asked for (OpenAI SDK types, responses.d.ts). */
  readonly alwaysEncrypted: boolean;
  /**
   * Takes `prompt_cache_options` and breakpoints (OpenAI SDK types); the Codex backend refuses both
   * (opencodex issue 2092, local-operator's notes of 2026-09-05).
   */
  readonly takesCacheOptions: boolean;
}

interface Service extends BackendNeeds {
  readonly host: RegExp;
}

/** By the name of the service's profiles. */
const services: Readonly<Record<string, Service>> = {
  chatgpt: {
    host: /^chatgpt\.com$/,
    lite: true,
    reasoningIds: false,
    alwaysEncrypted: false,
    takesCacheOptions: false,
  },
  openai: {
    host: /^api\.openai\.com$/,
    lite: false,
    reasoningIds: false,
    alwaysEncrypted: true,
    takesCacheOptions: true,
  },
  copilot: {
    // The second is GitHub's cloud for one enterprise (openclaw PR 99221).
    host: /(^|\.)githubcopilot\.com$|^copilot-api\.[\w-]+\.ghe\.com$/,
    lite: false,
    reasoningIds: true,
    alwaysEncrypted: false,
    takesCacheOptions: false,
  },
};
const unknown: BackendNeeds = {
  lite: false,
  reasoningIds: false,
  alwaysEncrypted: false,
  takesCacheOptions: false,
};

/**
 * @param backend as recordings name it: `openai`, or the URL that it was given as; absent: unknown
 */
export function backendNeeds(backend: string | undefined): BackendNeeds {
  if (backend === undefined) return unknown;
  if (Object.hasOwn(services, backend)) return services[backend] ?? unknown;
  const host = URL.canParse(backend) ? new URL(backend).hostname : '';
  return Object.values(services).find((service) => service.host.test(host)) ?? unknown;
}
