/** What the live backends get from the command line. */
export interface LiveOptions {
  /** e.g. `turntape/0.1.0`: turntape names itself, it does not pose as another client. */
  readonly userAgent: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user said so by flag: send OPENAI_API_KEY. */
  readonly useApiKey: boolean;
  /** The user said so by flag: send the login that Codex CLI keeps. */
  readonly useCodexLogin: boolean;
  /** Replaces the vendor's address; for a gateway in between, and for tests. */
  readonly baseUrl?: string;
}
