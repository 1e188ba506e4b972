/**
 * What a part measured: flat or nested by case. Ratios carry over to other machines, times do not.
 */
export type BenchResult = { readonly [name: string]: number | string | null | BenchResult };

/** What the command line asks of every part. */
export interface BenchOptions {
  /** How much data is made up, where a part makes some; null: as much as the part likes. */
  readonly sizeMegabytes: number | null;
}

/** One part of `npm run bench`: one file here, one line in `registry.ts`. */
export interface BenchPart {
  /** One line: what is measured against what. */
  readonly description: string;
  /** @param note a line of progress for the terminal */
  run(note: (line: string) => void, options: BenchOptions): Promise<BenchResult>;
}
