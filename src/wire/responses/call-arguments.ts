// The arguments of a call: JSON as text by the protocol, the object itself by some servers.

/** @returns JSON text; null: there are none */
export function argumentsText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : null;
}
