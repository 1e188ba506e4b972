// A function call -> one tool_use block; a wrapper that the model leaked -> one block for each call
// in it.
import type { ProducedItem } from '../../continuity/produced-entries.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { objectInText } from '../../lib/json-in-text.ts';
import { argumentsText } from '../../wire/responses/call-arguments.ts';
import type { ResponsesFunctionCall, ResponsesItem } from '../../wire/responses/item.ts';
import { cleanArguments, hasCleanedArguments } from '../clean-arguments.ts';
import { createArgumentText } from './argument-text.ts';
import { nonEmpty } from './identity/item-name.ts';
import type { ItemSettings, ItemTranslation } from './item-translation.ts';
import type { Part } from './part.ts';
import { isWrapper, unwrapCalls, type WrappedCall } from './wrapped-calls.ts';

/** @param added the item at its beginning; empty names where the server left the beginning out */
export function createFunctionCallItem(
  added: ResponsesFunctionCall,
  settings: ItemSettings,
): ItemTranslation {
  let { name, call_id: wantedId } = added;
  let itemId = added.id;
  const streamed = createArgumentText(settings);
  let open = false;
  const produced: ProducedItem[] = [];
  let callId = '';

  const start = (): Part[] => {
    if (open) return [];
    open = true;
    callId = settings.callId(wantedId || itemId || null);
    return [{ type: 'tool-input-start', callId, name: settings.clientToolName(name) }];
  };
  /**
   * Until the call is known, and where its arguments must be seen whole before the client gets
   * them: those of some tools, and what does not begin as an object. GitHub Copilot streams
   * ciphertext and ends with the plain text (opencodex issue 995), and models encode twice.
   */
  const waits = (): boolean =>
    !open &&
    (name === '' ||
      !wantedId ||
      !streamed.isObject() ||
      isEmptyObject(streamed.text()) ||
      hasCleanedArguments(settings.clientToolName(name)) ||
      isLeakedWrapper(name, settings));
  const write = (json: string): Part[] => {
    const kept = json === '' ? '' : streamed.add(json);
    if (json === '' || kept === null || waits()) return [];
    if (!open) return [...start(), { type: 'tool-input-delta', json: streamed.text() }];
    return kept === '' ? [] : [{ type: 'tool-input-delta', json: kept }];
  };
  /** What came after whole arguments: them again, them after a placeholder, or another's. */
  const settle = (): Part[] => {
    const surplus = streamed.surplus();
    if (surplus === '') return [];
    if (isRepeated(streamed.text(), surplus)) {
      streamed.endWith('dropped');
      settings.lose('arguments-mismatch', "A call's arguments came more than once.");
      return [];
    }
    if (!open && isEmptyObject(streamed.text())) {
      streamed.clear();
      return [...write(surplus), ...settle()];
    }
    streamed.endWith('kept');
    return open ? [{ type: 'tool-input-delta', json: surplus }] : [];
  };
  const complete = (json: string): Part[] => {
    const known = streamed.text();
    if (json.startsWith(known)) return write(json.slice(known.length));
    if (!open && json !== '' && !(isEmptyObject(json) && holdsObject(known))) {
      // The client has got none of it: the last word counts, unless it is a snapshot that has lost
      // them (opencodex PR 363).
      streamed.clear();
      return write(json);
    }
    settings.lose(
      'arguments-mismatch',
      "A call's arguments ended otherwise than they were streamed.",
    );
    return [];
  };
  const learn = (item: ResponsesItem): void => {
    if (open) return;
    const call = item as Partial<ResponsesFunctionCall>;
    name ||= call.name ?? '';
    wantedId ||= call.call_id ?? '';
    itemId ||= call.id ?? '';
  };
  /** The whole call at once, its arguments as the client may have them. */
  const whole = (): Part[] => {
    const generated = streamed.text();
    const given = cleaned(settings, name, generated);
    const parts = start();
    produced.push(callOf(callId, generated, given !== generated));
    if (given !== '') parts.push({ type: 'tool-input-delta', json: given });
    return [...parts, { type: 'tool-input-end' }];
  };
  /** The calls inside a wrapper, each as if it had come alone. */
  const takenApart = (calls: readonly WrappedCall[]): Part[] => {
    settings.lose(
      'call-taken-apart',
      `The client has no tool ${name}: the calls inside it came out.`,
    );
    const base = wantedId || itemId || 'call';
    const ids = calls.map((_, index) => settings.callId(`${base}_${index + 1}`));
    return calls.flatMap((call, index): Part[] => {
      const id = ids[index] ?? '';
      const json = cleaned(settings, call.name, call.arguments);
      produced.push(callOf(id, call.arguments, json !== call.arguments));
      return [
        { type: 'tool-input-start', callId: id, name: settings.clientToolName(call.name) },
        { type: 'tool-input-delta', json },
        { type: 'tool-input-end' },
      ];
    });
  };

  return {
    event(event) {
      switch (event.type) {
        case 'response.function_call_arguments.delta':
          return write(event.delta);
        case 'response.function_call_arguments.done':
          if (!open) name ||= nonEmpty(event.name) ?? '';
          return complete(event.arguments);
        default:
          return [];
      }
    },
    added: learn,
    said: () => `${name} ${streamed.text()}`,
    done(item) {
      const final = item as ResponsesFunctionCall | null;
      if (final !== null) learn(final);
      // A call that the response never finished must not run with half its arguments.
      if (final === null && parseJson(streamed.text()) === undefined) {
        settings.lose('call-cut', 'The response ended inside the arguments of a call.');
      }
      if (name === '') {
        settings.lose('call-without-name', 'A call whose tool was never named was left out.');
        return [];
      }
      const given = argumentsText(final?.arguments);
      const parts = [...(given === null ? [] : complete(given)), ...settle()];
      const generated = streamed.text();
      const wrapped = !open && isLeakedWrapper(name, settings) ? unwrapCalls(generated) : null;
      if (wrapped !== null) return takenApart(wrapped);
      if (final !== null && generated !== '' && !holdsObject(generated)) {
        settings.lose('arguments-invalid', "A call's arguments are not a JSON object.");
      }
      if (!open) return [...parts, ...whole()];
      produced.push(callOf(callId, generated, false));
      return [...parts, { type: 'tool-input-end' }];
    },
    produced: () => produced,
  };
}

function callOf(callId: string, generated: string, changed: boolean): ProducedItem {
  return { type: 'call', callId, arguments: generated === '' ? '{}' : generated, changed };
}

function isLeakedWrapper(name: string, settings: ItemSettings): boolean {
  return isWrapper(name) && !settings.isOffered(settings.clientToolName(name));
}

/** True for the same arguments, once more or several times. */
function isRepeated(json: string, surplus: string): boolean {
  const whole = json.trim();
  let rest = surplus.trim();
  while (rest.startsWith(whole)) rest = rest.slice(whole.length).trimStart();
  return rest === '';
}

function isEmptyObject(json: string): boolean {
  return /^\s*\{\s*\}\s*$/.test(json);
}

function holdsObject(json: string): boolean {
  return isJsonObject(objectInText(parseJson(json) ?? null));
}

/** The arguments as the client gets them: the generated bytes where nothing had to be changed. */
function cleaned(settings: ItemSettings, name: string, generated: string): string {
  const value = parseJson(generated);
  if (value === undefined) return generated;
  const decoded = objectInText(value);
  const clean = cleanArguments(settings.clientToolName(name), decoded);
  if (clean === value) return generated;
  if (decoded !== value)
    settings.lose('arguments-decoded', 'The arguments of a call were JSON inside a text.');
  if (clean !== decoded)
    settings.lose(
      'arguments-cleaned',
      'Optional arguments without content were taken out of a call.',
    );
  return JSON.stringify(clean);
}
