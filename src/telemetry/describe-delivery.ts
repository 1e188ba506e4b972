// What is said at the end of what was exported, and of what was not.
import { plural } from '../lib/plural.ts';
import type { Delivered, Delivery } from './open-exporters.ts';

export interface TelemetryReport {
  /** One line for the user. */
  readonly text: string;
  /** Something was lost: the line is said under --quiet too. */
  readonly isLoss: boolean;
}

export interface DeliveryFacts {
  /** Calls that ended. */
  readonly calls: number;
  /** Of those, handed to the exporters, as far as was told. */
  readonly settled: number;
  /** Of those, never handed over: not recorded, too far behind, or after a receiver that failed. */
  readonly skipped: number;
  /** null: it did not come to its end. */
  readonly finished: { readonly missing: number; readonly delivered: Delivered } | null;
  readonly failure: string | null;
}

const lostOf = ({ given, sent }: Delivery): number => given - sent;

export function describeDelivery(facts: DeliveryFacts): TelemetryReport {
  const { calls, settled, skipped, finished, failure } = facts;
  if (finished === null) {
    const unsure = calls - settled;
    return {
      text:
        `telemetry: the receiver did not take all in time; of ${plural(calls, 'call')}, ` +
        `${unsure} ${unsure === 1 ? 'is' : 'are'} lost or not confirmed${because(failure)}`,
      isLoss: true,
    };
  }
  const { spans, logs, metricExports, error } = finished.delivered;
  const unread = skipped + finished.missing;
  const parts = [
    `${plural(spans.sent, 'span')}`,
    ...(logs.given > 0 ? [plural(logs.sent, 'log')] : []),
    ...(metricExports.sent > 0 ? [`metrics ${plural(metricExports.sent, 'time')}`] : []),
  ];
  const losses = [
    ...(lostOf(spans) > 0 ? [plural(lostOf(spans), 'span')] : []),
    ...(lostOf(logs) > 0 ? [plural(lostOf(logs), 'log')] : []),
    ...(metricExports.given > metricExports.sent ? ['metrics'] : []),
    ...(unread > 0 ? [`${plural(unread, 'call')} not handed over`] : []),
  ];
  const isLoss = losses.length > 0 || error !== null;
  const lost = losses.length > 0 ? `; lost: ${losses.join(', ')}` : '';
  return { text: `telemetry: sent ${parts.join(', ')}${lost}${because(error ?? failure)}`, isLoss };
}

function because(error: string | null): string {
  return error === null || error === '' ? '' : ` (${error})`;
}
