// The flag of commands that write or read hashes.

/** Flags of every command that writes or reads hashes. */
export type HashKeyFlag = { readonly 'hash-key'?: string | undefined };

export const hashKeyFlag = {
  fromProject: false,
  type: 'string',
  description: 'key of the hashes, a file that somebody gave you (default: your own)',
} as const;
