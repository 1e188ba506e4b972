// `x-codex-turn-state`: the client echoes it inside a user turn. Here it names the machine.

const prefix = 'turntape-sim/';

export function writeTurnState(machine: number): string {
  return Buffer.from(`${prefix}${machine}`).toString('base64url');
}

/** The machine of an echoed state; null for any other text. */
export function readTurnState(value: string | undefined): number | null {
  if (value === undefined) return null;
  const text = Buffer.from(value, 'base64url').toString('utf8');
  const machine = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  return /^\d{1,4}$/.test(machine) ? Number(machine) : null;
}
