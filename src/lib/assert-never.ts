/** Ends an exhaustive `switch`: unreachable for the compiler, a programmer error at run time. */
export function assertNever(value: never, what: string): never {
  throw new TypeError(`Unhandled ${what}: ${JSON.stringify(value)}`);
}
