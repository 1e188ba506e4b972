// Numbers, times and texts as a person reads them.
import { visibleText } from '../src/terminal/visible-text.ts';

export const count = (value: number): string => value.toLocaleString('en-US');

/** `12.3k`: where there is little room. */
export function short(value: number): string {
  if (value < 1_000) return String(value);
  if (value < 999_500) return `${(value / 1_000).toFixed(value < 99_950 ? 1 : 0)}k`;
  return `${(value / 1_000_000).toFixed(1)}M`;
}

export function percent(share: number | null, digits = 0): string {
  return share === null ? '-' : `${(100 * share).toFixed(digits)}%`;
}

export function dollars(value: number | null): string {
  if (value === null) return '-';
  return `$${value.toFixed(value < 0.1 ? 4 : 2)}`;
}

export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  return value < 999_500
    ? `${(value / 1_000).toFixed(1)} kB`
    : `${(value / 1_000_000).toFixed(2)} MB`;
}

export function duration(ms: number | null): string {
  if (ms === null) return '-';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const timeOnly = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

export function when(iso: string | null): string {
  return iso === null ? '-' : dayAndTime.format(new Date(iso));
}

export function clock(ms: number): string {
  return timeOnly.format(new Date(ms));
}

/** Recorded text: what would move or hide other text is shown as \\uXXXX. */
export const visible = visibleText;

/** A folder by its last two names. */
export function shortFolder(folder: string | null): string {
  if (folder === null) return '';
  const names = folder.split('/').filter(Boolean);
  return names.length <= 2 ? folder : `…/${names.slice(-2).join('/')}`;
}
