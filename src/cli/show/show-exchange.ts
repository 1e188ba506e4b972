// A recorded exchange as `show` prints it.
import type { HeaderList } from '../../lib/header-list.ts';
import { plural } from '../../lib/plural.ts';
import type { ExchangeView } from '../../recordings/exchange-view.ts';
import { renderHistory } from './show-history.ts';

/** As text for a person. */
export function renderExchange(view: ExchangeView): string {
  const { usage } = view;
  const ms = (value: number | null): string => (value === null ? '-' : `${value} ms`);
  const headers = (list: HeaderList): string[] =>
    list.map(([name, value]) => `  ${name}: ${value}`);
  return [
    `${view.method} ${view.path}`,
    `exchange ${view.id}, number ${view.seq} of session ${view.session}`,
    `started ${view.started_at}, ${view.outcome}${view.error ? ` (${view.error})` : ''}`,
    `status ${view.status ?? '-'}, request ${plural(view.request_bytes, 'byte')}, response ${plural(view.response_bytes, 'byte')} in ${plural(view.chunks, 'chunk')}`,
    `headers after ${ms(view.head_ms)}, first item ${ms(view.first_item_ms)}, first token ${ms(view.ttft_ms)}, end ${ms(view.total_ms)}`,
    usage
      ? `input ${plural(usage.input_tokens, 'token')} (${usage.cached_tokens} cached), output ${usage.output_tokens} (${usage.reasoning_tokens ?? '-'} reasoning)`
      : 'no usage reported',
    ...(view.linked_exchanges.length > 0 ? [`linked to ${view.linked_exchanges.join(', ')}`] : []),
    ...(view.history === null ? [] : [renderHistory(view.history)]),
    '',
    'request headers',
    ...headers(view.request_headers),
    '',
    'response headers',
    ...headers(view.response_headers),
    ...(view.trailers.length > 0 ? ['', 'trailers', ...headers(view.trailers)] : []),
  ].join('\n');
}
