// `--profile`, of every command whose numbers follow the rules of a backend.
import { profileBackends } from '../../profiles/shipped-profiles.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type ProfileFlag = { readonly profile?: string | undefined };

/** For yargs. */
export const profileFlag = {
  fromProject: true,
  completedBy: 'profile',
  type: 'string',
  description:
    'rules of a backend: a file of `probe` or `learn` (FILE or FILE#MODEL), or built-in ones: ' +
    `${profileBackends.join(', ')}; --sim overrides`,
} as const;
