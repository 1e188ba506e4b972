/** `30d`, `12h`, `15m` as ms; undefined when it is not such a text. */
export function parseDuration(text: string): number | undefined {
  const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
  return parseAmount(text, units);
}

/** `500KB`, `200MB`, `2GB` (decimal) as bytes; undefined when it is not such a text. */
export function parseByteSize(text: string): number | undefined {
  return parseAmount(text.toUpperCase(), { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 });
}

function parseAmount(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]+)$/.exec(text.trim()) ?? [];
  const factor = units[unit ?? ''];
  return factor === undefined ? undefined : Number(amount) * factor;
}
