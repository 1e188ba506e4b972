// What stands where in the queue's Redis. BullMQ's own keys begin with `turntape:trials:`.

/** Of all keys. */
export const keyPrefix = 'turntape';
/** BullMQ's name of the one queue that workers listen to, whatever the run. */
export const queueName = 'trials';

/** A sorted set: workers by the time until which they are believed to live, s since 1970. */
export const workersKey = `${keyPrefix}:workers`;

/** The keys of one run, which the command that asks for it deletes at its end. */
export function runKeys(run: string) {
  const of = (name: string): string => `${keyPrefix}:run:${run}:${name}`;
  return {
    /** JSON of a `RunRecord`: what workers have to know of the run. */
    record: of('record'),
    /** A hash: scenarios by the sha256 of their JSON, compressed. */
    scenarios: of('scenarios'),
    /** A hash: of each trial whose result has arrived, the name of that result. */
    done: of('done'),
    /** A stream: results that are not saved yet, by name, and what else workers have to say. */
    results: of('results'),
    /** A hash: packed trials by the name of the result. */
    payloads: of('payloads'),
    /** JSON of the live budget's `Ledger`. */
    ledger: of('ledger'),
    /** Who collects the results; it expires. */
    collector: of('collector'),
    /** Exists: workers begin no further trial. */
    stop: of('stop'),
  };
}

export type RunKeys = ReturnType<typeof runKeys>;
