// What belongs to one account: its encryption key and its caches. Faults can take either away.
import type { KnownHistories } from '../../cache-model/reasoning-history.ts';
import type { RenderedObjects } from '../../cache-model/render-prompt.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { type AccountCache, createAccountCache } from './account-cache.ts';
import { createMissDiagnoser, type MissDiagnoser } from './diagnose-miss.ts';
import { createReasoningCodec, type ReasoningCodec } from './encrypted-reasoning.ts';

export interface AccountState {
  /** As the answers name it. */
  readonly organization: string;
  readonly codec: ReasoningCodec;
  readonly cache: AccountCache;
  readonly diagnoser: MissDiagnoser;
  /** What items render to under this key: encrypted content is opened once. */
  readonly rendered: RenderedObjects;
  /** What comes before each item. */
  readonly histories: KnownHistories;
  /** The same account with its next key: what was written before cannot be read any more. */
  rotateKey(): AccountState;
  /** Another account behind the same address: other key, empty caches. */
  switchAccount(): AccountState;
  /** The same account and key, with empty caches. */
  forget(): AccountState;
}

const bytesPerMib = 1024 * 1024;

/**
 * @param identity seed and account, for the key
 * @param seed of what routing draws: the same for every account
 */
export function createAccountState(
  identity: string,
  seed: string,
  parameters: SimulatorParameters,
  epoch: number = parameters.encryption_epoch,
  cache: AccountCache = createAccountCache(parameters, seed),
  diagnoser: MissDiagnoser = createMissDiagnoser(parameters.memory_bodies_mib * bytesPerMib),
): AccountState {
  return {
    organization: `org-${sha256(identity).slice(0, 24)}`,
    codec: createReasoningCodec(`${identity}/${epoch}`, parameters),
    cache,
    diagnoser,
    rendered: new WeakMap(),
    histories: new WeakMap(),
    rotateKey: () => createAccountState(identity, seed, parameters, epoch + 1, cache, diagnoser),
    switchAccount: () => createAccountState(`${identity}/other`, seed, parameters, epoch),
    forget: () => createAccountState(identity, seed, parameters, epoch),
  };
}
