// A session as one file: the page with the answers of its API inside. Bodies are not in it: windows
// around the bytes of breaks are.
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { causes } from '../explain/cause.ts';
import { createExplainer } from '../explain/explain-session.ts';
import { summariseCalls } from '../explain/summarise.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { readCallDiff, readCallPage } from '../recordings/call-page.ts';
import { createListMemory } from '../recordings/list-conversations.ts';
import { readScopeCalls, sessionRuleSet } from '../recordings/session-calls.ts';
import { type MapLane, readSessionMap } from '../recordings/session-map.ts';
import type { About, ExplainedLine } from './api.ts';
import {
  type BytePlace,
  callPath,
  diffPath,
  explainedPath,
  placeOf,
  sessionPath,
} from './api-paths.ts';
import { type PageFiles, renderDocument } from './page-files.ts';

export interface ExportOptions {
  readonly session: string;
  readonly files: PageFiles;
  readonly version: string;
  readonly tokenizer: Tokenizer;
  /** The database holds placeholders in the place of words. */
  readonly isPseudonymised: boolean;
}

/** Answers by path, as `page/source.ts` reads them. */
interface Embedded {
  readonly answers: Record<string, unknown>;
  readonly lines: Record<string, readonly ExplainedLine[]>;
}

/** @throws HarnessError `not-found` */
export function exportPage(database: Database, options: ExportOptions): string {
  const { session, version, isPseudonymised } = options;
  const memory = createListMemory();
  const map = readSessionMap(database, session, memory);
  if (map === undefined) {
    throw new HarnessError('not-found', `there is no session ${session}`, 'turntape sessions');
  }
  const about: About = {
    ...{ version, causes, database: null, is_pseudonymised: isPseudonymised, is_live: false },
    opens: { type: 'session', id: session },
  };
  const data: Embedded = {
    answers: { '/api/about': about, '/api/sessions': { sessions: [map.conversation] } },
    lines: {},
  };
  const { other_side: others, subagents } = map.conversation;
  const ids = new Set([map.conversation, ...others, ...subagents].map(({ id }) => id));
  // A set that grows while it is walked: the upstream side brings those of its subagents.
  for (const id of ids) {
    const own = readSessionMap(database, id, memory);
    if (own === undefined) continue;
    data.answers[sessionPath(id)] = own;
    const [lane, ...below] = own.lanes;
    if (lane !== undefined) addLane(database, lane, options, data);
    for (const { session: agent } of below) ids.add(agent.id);
  }
  return renderExported(data, options.files);
}

function addLane(
  database: Database,
  { session, calls }: MapLane,
  { tokenizer }: ExportOptions,
  data: Embedded,
): void {
  const rules = sessionRuleSet(database, session);
  const parameters = defaultCacheModelParameters;
  const explainer = createExplainer({ tokenizer, parameters, rules });
  const lines: ExplainedLine[] = [];
  const idOf = new Map(calls.map(({ seq, id }) => [seq, id]));
  for (const call of readScopeCalls(database, session.id)) {
    const step = explainer.add(call);
    if (step === null) continue;
    lines.push({ type: 'call', id: call.id, ...step });
    const { continues, continues_session: other, breaks } = step.explained;
    const before = other === null && continues !== null ? idOf.get(continues) : undefined;
    addCall(
      database,
      call.id,
      before,
      breaks.flatMap((one) => placeOf(one) ?? []),
      data,
    );
  }
  const explained = lines.flatMap((line) => (line.type === 'call' ? [line.explained] : []));
  lines.push({ type: 'done', summary: summariseCalls(explained) });
  data.lines[explainedPath(session.id)] = lines;
}

/** Of a history that repeats, only what is new in this call. */
function addCall(
  database: Database,
  id: string,
  before: string | undefined,
  places: readonly BytePlace[],
  { answers }: Embedded,
): void {
  const page = readCallPage(database, id);
  if (before === undefined) {
    answers[callPath(id)] = page;
    return;
  }
  const plain = readCallDiff(database, before, id, null);
  const shown = new Set(plain.items.flatMap(({ now }) => (now === null ? [] : [now.pointer])));
  const items = page.request_items.filter(({ pointer }) => shown.has(pointer));
  const left_out = page.request_items.length - items.length;
  answers[callPath(id)] = { ...page, request_items: items, items_left_out: left_out };
  answers[diffPath(id, before, { byte: null, pointer: null })] = plain;
  for (const place of places) {
    const { byte, pointer } = place;
    const asked = { byte: Number(byte), pointer };
    answers[diffPath(id, before, place)] = readCallDiff(database, before, id, asked);
  }
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** No text of it may end the element that it is in. */
function inScript(text: string): string {
  return text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

function renderExported(data: Embedded, { script, style }: PageFiles): string {
  const code = `\n${inScript(script)}\n`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(code)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Only JSON's own escape is needed: no `<` is left that HTML could read.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return renderDocument(
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${style}</style>`,
    [
      `<script type="application/json" id="turntape-data">${json}</script>`,
      `<script type="module">${code}</script>`,
    ].join('\n'),
  );
}
