// What every kind of answer says.

export interface Answer {
  readonly action: string;
  /** Per session, and per month of the stated use (stated-use.ts). */
  readonly worth: string;
  readonly change: string;
}
