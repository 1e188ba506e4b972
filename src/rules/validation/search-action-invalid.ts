// Refused: an earlier search whose action the backend does not take, although it made it itself.
import { isJsonObject } from '../../lib/json.ts';
import { refuse, type ValidationRule } from './rule.ts';

const actions: ReadonlySet<unknown> = new Set(['search', 'open_page', 'find_in_page']);

export const searchActionInvalid: ValidationRule = {
  name: 'search-action-invalid',
  trigger: 'a `web_search_call` with another action than `search`, `open_page` and `find_in_page`',
  source: 'codex issue 7073',
  isOnByDefault: true,
  check({ request }) {
    for (const [index, item] of request.input.entries()) {
      if (item.type !== 'web_search_call') continue;
      const { action } = item as { action?: unknown };
      if (!isJsonObject(action) || actions.has(action['type'])) continue;
      const said = `Invalid value: '${String(action['type'])}'.`;
      return refuse(
        `${said} Supported values are: 'search', 'open_page', and 'find_in_page'.`,
        `input[${index}].action.type`,
        'invalid_value',
      );
    }
    return null;
  },
};
