// The end of a run before all is played, as an error that is not a fault.

/** The run ends here, by the user's own limit or wish; what was played is kept. */
export class RunStopped extends Error {
  readonly reason: 'budget' | 'interrupted' | 'no-answers';

  constructor(reason: RunStopped['reason'], message: string) {
    super(message);
    this.name = 'RunStopped';
    this.reason = reason;
  }
}
