// How `ab` and `conform` play a real client: one process for each prompt, in a private home.

export interface TrialHome {
  /** Its own folder, empty. */
  readonly home: string;
  /** Server that it must talk to, without a path. */
  readonly url: string;
  /** Model that it asks for. */
  readonly model: string;
  /** API key that it sends; absent: a made-up one. */
  readonly key?: string;
}

export interface TrialClient {
  /** Variables that it is started with. Keys in them are made up. */
  environment(trial: TrialHome): Readonly<Record<string, string>>;
  /** Files of its home: name -> text. */
  files(trial: TrialHome): Readonly<Record<string, string>>;
  /** @param userTurn 0-based: from 1 on, the session before continues */
  arguments(prompt: string, userTurn: number, sessionId: string): readonly string[];
}
