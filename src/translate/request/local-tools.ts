// Tools of Anthropic's own types that the client runs itself. Anthropic's models know them without
// a schema; for others they are functions, with what the client expects in a call.
import type { JsonObject } from '../../lib/json.ts';
import type { AnthropicTool } from '../../wire/anthropic/request.ts';

export interface LocalTool {
  readonly description: string;
  readonly parameters: JsonObject;
}

const text = (description: string): JsonObject => ({ type: 'string', description });
const path = text('Path of the file or folder.');
const viewRange: JsonObject = {
  type: 'array',
  items: { type: 'integer' },
  description:
    'First and last line to view, counted from 1; -1 as the last is the end of the file.',
};

function commands(...names: readonly string[]): JsonObject {
  return { type: 'string', enum: names, description: 'What to do.' };
}

const editing: JsonObject = {
  path,
  file_text: text('With create: the content of the new file.'),
  old_str: text('With str_replace: the text to replace, which must occur exactly once.'),
  new_str: text('With str_replace: the new text.'),
  insert_line: { type: 'integer', description: 'With insert: the line after which to insert.' },
  insert_text: text('With insert: the text to insert.'),
  view_range: viewRange,
};

const bash: LocalTool = {
  description: 'Runs a command in a bash session that stays open from call to call.',
  parameters: {
    type: 'object',
    properties: {
      command: text('The command to run. Needed unless the session is restarted.'),
      restart: { type: 'boolean', description: 'Restarts the session.' },
    },
  },
};

const editor: LocalTool = {
  description: 'Views, creates and edits text files.',
  parameters: {
    type: 'object',
    properties: { command: commands('view', 'create', 'str_replace', 'insert'), ...editing },
    required: ['command', 'path'],
  },
};

/** Until 20250124 the editor can undo, and inserts what `new_str` says. */
const { insert_text: _, ...olderEditing } = editing;
const olderEditor: LocalTool = {
  ...editor,
  parameters: {
    type: 'object',
    properties: {
      command: commands('view', 'create', 'str_replace', 'insert', 'undo_edit'),
      ...olderEditing,
      new_str: text('With str_replace: the new text. With insert: the text to insert.'),
    },
    required: ['command', 'path'],
  },
};

const memory: LocalTool = {
  description: 'Keeps notes from session to session, as files below /memories.',
  parameters: {
    type: 'object',
    properties: {
      command: commands('view', 'create', 'str_replace', 'insert', 'delete', 'rename'),
      ...editing,
      old_path: text('With rename: the path that is.'),
      new_path: text('With rename: the path that shall be.'),
    },
    required: ['command'],
  },
};

/** By the start of the type; the first that fits. */
const localTools: readonly (readonly [string, LocalTool])[] = [
  ['bash_', bash],
  ['text_editor_20241022', olderEditor],
  ['text_editor_20250124', olderEditor],
  ['text_editor_', editor],
  ['memory_', memory],
];

/** null: the tool is the client's own, or one of Anthropic's server. */
export function findLocalTool({ type }: AnthropicTool): LocalTool | null {
  return localTools.find(([start]) => type?.startsWith(start))?.[1] ?? null;
}
