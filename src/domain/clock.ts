/** Time comes in as an argument, so that a run is reproducible and can play in virtual time. */
export interface Clock {
  /** Wall clock, ms since 1970. */
  nowMs(): number;
  /** Monotonic, ms with a fraction; only differences mean anything. */
  monotonicMs(): number;
}
