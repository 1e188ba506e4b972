// Codex CLI. Which override works depends on the provider and on how the user logs in; the wrong
// one is silently ignored, so the choice is made from the configuration (docs/recording.md has the
// table). Overrides are `-c key=value`, in place of the user's own for the same keys.
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { upstreamTable } from '../../wire/upstreams.ts';
import { baseText, checkedBaseUrl } from '../base-url.ts';
import {
  type ClientPlan,
  type Environment,
  loopbackBypass,
  proxyVariables,
} from '../client-plan.ts';
import { parseCodexArguments } from './codex-arguments.ts';

export type CodexLogin = 'api-key' | 'chatgpt' | 'none';

export interface CodexSetup {
  /** The command line after `--`. */
  readonly argv: readonly string[];
  readonly environment: Environment;
  /** All layers, the `-c` overrides and the managed one included. */
  readonly configuration: JsonObject;
  /** What the machine's administrator has set: it beats an override. Default: nothing. */
  readonly managed?: JsonObject;
  readonly login: CodexLogin;
  /** The proxy can decrypt what is sent to the client's own hosts. Default false. */
  readonly canDecrypt?: boolean;
}

const officialOpenAi = `${upstreamTable.openai.origin}/v1`;
const officialChatGpt = `${upstreamTable.chatgpt.origin}/backend-api/codex`;
/** The provider that replaces the built-in one under a ChatGPT login; its name must be new. */
const ownProvider = 'turntape';

interface Override {
  readonly key: string;
  /** TOML source of the value. */
  readonly value: string;
}

/** What is overridden once the proxy's address is known, and where the requests went before. */
interface Redirection {
  readonly upstream: URL;
  readonly where: string;
  overrides(baseUrl: string): readonly Override[];
}

/** Decides how to start Codex. Throws HarnessError `configuration` when it cannot be routed. */
export function planCodex(setup: CodexSetup): ClientPlan {
  const { argv, environment } = setup;
  const [command = '', ...args] = argv;
  if (parseCodexArguments(args).usesOss) {
    throw cannotRoute('--oss makes Codex talk to a local model', 'Leave --oss out');
  }
  if (setup.canDecrypt && providerOf(setup) === 'openai' && setup.login === 'chatgpt') {
    return decryptedPlan(setup);
  }
  const redirection = chooseRedirection(setup);
  for (const { key } of redirection.overrides('')) {
    if (!isSet(setup.managed ?? {}, key)) continue;
    throw cannotRoute(
      `managed_config.toml sets ${key}, which Codex does not let anything override`,
      'Ask whoever manages this machine, or record on another one',
    );
  }
  const { upstreams, path } = splitBase(redirection.upstream);
  return {
    upstreams,
    note: `Codex's upstream is ${baseText(redirection.upstream)} (${redirection.where})`,
    launch(proxyUrl) {
      const overrides = redirection.overrides(proxyUrl + path);
      const own = parseCodexArguments(args).without(overrides.map(({ key }) => key));
      return {
        command,
        args: [...overrides.flatMap(({ key, value }) => ['-c', `${key}=${value}`]), ...own],
        environment: loopbackBypass(environment),
      };
    },
  };
}

function chooseRedirection(setup: CodexSetup): Redirection {
  const provider = providerOf(setup);
  if (provider !== 'openai') return customProvider(setup, provider);
  switch (setup.login) {
    case 'api-key':
      return builtInWithApiKey(setup);
    case 'chatgpt':
      return builtInWithChatGpt(setup);
    case 'none':
      throw cannotRoute(
        'Codex is not logged in as far as turntape can see (no auth.json, no CODEX_API_KEY)',
        'Log in with `codex login`; if the login is in the keyring, add -c forced_login_method=chatgpt (or api)',
      );
  }
}

/** `OPENAI_BASE_URL` is not obeyed, and `model_providers.openai` is a reserved id. */
function builtInWithApiKey({ configuration }: CodexSetup): Redirection {
  const named = text(configuration['openai_base_url']);
  const where = named ? 'openai_base_url' : 'built-in provider, API key';
  return {
    upstream: checkedBaseUrl(named ?? officialOpenAi, 'openai_base_url'),
    where,
    overrides: (baseUrl) => [{ key: 'openai_base_url', value: JSON.stringify(baseUrl) }],
  };
}

/**
 * The built-in provider insists on HTTPS for its account checks; our own, which uses the same
 * login does not.
 */
function builtInWithChatGpt({ configuration }: CodexSetup): Redirection {
  return {
    ...chatGptUpstream(configuration),
    overrides: (baseUrl) => [
      { key: 'model_provider', value: JSON.stringify(ownProvider) },
      {
        key: `model_providers.${ownProvider}`,
        value: `{name=${JSON.stringify(ownProvider)}, base_url=${JSON.stringify(baseUrl)}, wire_api="responses", requires_openai_auth=true}`,
      },
    ],
  };
}

/**
 * The built-in provider under a ChatGPT login, nothing overridden: it learns its origin from the
 * backend and goes there by name, over WebSocket or with compressed bodies, through `HTTPS_PROXY`.
 */
function decryptedPlan({ argv, environment, configuration }: CodexSetup): ClientPlan {
  const [command = '', ...args] = argv;
  const { upstream, where } = chatGptUpstream(configuration);
  return {
    upstreams: splitBase(upstream).upstreams,
    decryptedHosts: [upstream.host],
    note: `Codex talks to ${upstream.host} (${where}, built-in provider), decrypted on the way`,
    launch: (proxyUrl) => ({
      command,
      args,
      environment: proxyVariables(upstream, proxyUrl, environment),
    }),
  };
}

function chatGptUpstream(configuration: JsonObject): Pick<Redirection, 'upstream' | 'where'> {
  const openai = text(configuration['openai_base_url']);
  const chatgpt = text(configuration['chatgpt_base_url']);
  const named = openai ?? (chatgpt && `${chatgpt.replace(/\/$/, '')}/codex`);
  const where = openai ? 'openai_base_url' : chatgpt ? 'chatgpt_base_url' : 'ChatGPT login';
  return { upstream: checkedBaseUrl(named ?? officialChatGpt, where), where };
}

function providerOf({ configuration }: CodexSetup): string {
  return text(configuration['model_provider']) ?? 'openai';
}

/** `openai_base_url` would silently bypass the proxy here. */
function customProvider({ configuration, login }: CodexSetup, id: string): Redirection {
  const providers = configuration['model_providers'];
  const provider = isJsonObject(providers) ? providers[id] : undefined;
  if (!isJsonObject(provider)) {
    throw cannotRoute(
      `Codex's provider \`${id}\` is not in its configuration, so its address cannot be overridden`,
      `Define model_providers.${id} with a base_url, or choose another model_provider`,
    );
  }
  if (provider['wire_api'] === 'chat') {
    throw cannotRoute(
      `Codex's provider \`${id}\` speaks Chat Completions (wire_api = "chat")`,
      'Only the Responses API is recorded: set wire_api = "responses"',
    );
  }
  const key = `model_providers.${id}.base_url`;
  const usesLogin = provider['requires_openai_auth'] === true && login === 'chatgpt';
  const fallback = usesLogin ? officialChatGpt : officialOpenAi;
  return {
    upstream: checkedBaseUrl(text(provider['base_url']) ?? fallback, key),
    where: `provider ${id}`,
    overrides: (baseUrl) => [
      { key: `model_providers.${tomlKey(id)}.base_url`, value: JSON.stringify(baseUrl) },
    ],
  };
}

/**
 * A provider's base URL as what the proxy forwards to and the path that the client keeps in front
 * of
 * `/responses`: the proxy knows requests by that path.
 */
function splitBase(base: URL): { upstreams: ClientPlan['upstreams']; path: string } {
  const whole = baseText(base);
  const match = /^(.*?)(\/v1|\/backend-api\/codex)$/.exec(whole);
  const [, front, path] = match ?? [];
  if (front === undefined || path === undefined) return { upstreams: { openai: whole }, path: '' };
  return { upstreams: path === '/v1' ? { openai: front } : { chatgpt: front }, path };
}

/** @param key dotted, as after `-c` */
function isSet(configuration: JsonObject, key: string): boolean {
  let value: JsonValue | undefined = configuration;
  for (const [part] of key.matchAll(/"(?:[^"\\]|\\.)*"|[^.]+/g)) {
    const name = part.startsWith('"') ? String(JSON.parse(part)) : part;
    value = isJsonObject(value) ? value[name] : undefined;
  }
  return value !== undefined;
}

function tomlKey(id: string): string {
  return /^[A-Za-z0-9_-]+$/.test(id) ? id : JSON.stringify(id);
}

function cannotRoute(message: string, hint: string): HarnessError {
  return new HarnessError('configuration', `${message}: nothing would be recorded`, hint);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
