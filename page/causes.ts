// One colour per cause, by what it is about: the request (warm), the cache that was asked (violet),
// time and the server (amber to blue), the rules of caching (grey).
import type { Cause } from '../src/explain/cause.ts';

/** Hue in degrees; chroma 0 is grey. */
interface Tone {
  readonly hue: number;
  readonly chroma: number;
}

const request = (hue: number): Tone => ({ hue, chroma: 0.19 });
const other = (hue: number): Tone => ({ hue, chroma: 0.17 });
const rule = (hue: number): Tone => ({ hue, chroma: 0.02 });

const tones: Readonly<Partial<Record<Cause, Tone>>> = {
  'instructions-changed': request(25),
  'tools-reordered': request(10),
  'tool-inserted': request(40),
  'tool-removed': request(48),
  'tool-schema-changed': request(18),
  'system-reminder-moved': request(33),
  'message-changed': request(0),
  'tool-result-changed': request(355),
  'tool-results-reordered': request(350),
  'reasoning-dropped': other(330),
  'reasoning-ignored': other(320),
  'call-after-dropped-reasoning': other(340),
  'reasoning-evicted': other(310),
  'setting-changed': other(295),
  'cache-key-changed': other(280),
  'session-header-changed': other(288),
  'idle-eviction': request(75),
  'key-overflow': other(265),
  'server-miss': other(250),
  'unexpected-hit': other(200),
  'first-turn': rule(250),
  'new-session': rule(240),
  'below-minimum': rule(200),
  'block-rounding': rule(230),
  'estimate-error': rule(260),
  'history-unknown': rule(300),
  unknown: rule(0),
};

/** Of a cause that has no colour here yet. */
const plain = rule(0);

/** The lightness is the colour scheme's. */
export function causeColour(cause: Cause): string {
  const { hue, chroma } = tones[cause] ?? plain;
  return `oklch(var(--cause-lightness) ${chroma} ${hue})`;
}

/** A cause that a change of the request or of its way can avoid: not a rule of caching. */
export function isAvoidable(cause: Cause): boolean {
  return (tones[cause] ?? plain).chroma > 0.1 && cause !== 'unexpected-hit';
}
