// Border parser of content blocks. Loose: what it does not know becomes `unknown`, raw value kept,
// and unknown fields pass. Blocks of OpenAI's protocols and of MCP, which clients mix in, are read
// as what they are. Strict only about what a translation cannot do without (ids, names).
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { objectInText } from '../../lib/json-in-text.ts';
import { wellFormedJson } from '../../lib/well-formed-json.ts';
import type { AnthropicContentBlock } from './content.ts';
import { parseTool } from './parse-tool.ts';
import { parseEach, parseField, RequestProblem } from './request-problem.ts';

/** String or array of blocks; null and a missing value are an empty array. */
export function parseContent(value: JsonValue | undefined): string | AnthropicContentBlock[] {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw new RequestProblem('content must be a string or a list of blocks');
  }
  return parseEach(value as readonly JsonValue[], parseBlock);
}

function parseBlock(block: JsonValue): AnthropicContentBlock {
  if (!isJsonObject(block) || typeof block['type'] !== 'string') {
    throw new RequestProblem('a content block must be an object with a type');
  }
  const unknown = (): AnthropicContentBlock => ({
    type: 'unknown',
    wireType: String(block['type']),
    raw: block,
  });
  // Each cast is beside the check of the fields that the type promises.
  switch (block['type']) {
    case 'text':
      return typeof block['text'] === 'string' ? as(block) : unknown();
    case 'refusal':
      return typeof block['refusal'] === 'string'
        ? { type: 'text', text: block['refusal'] }
        : unknown();
    case 'input_text':
    case 'output_text':
    case 'summary_text':
    case 'reasoning_text':
      return typeof block['text'] === 'string' ? as({ ...block, type: 'text' }) : unknown();
    case 'image':
      return isSource(block['source']) ? as(block) : (parseMcpImage(block) ?? unknown());
    case 'input_image':
    case 'image_url':
      return parseImageUrl(block) ?? unknown();
    case 'input_file':
    case 'file':
      return parseFile(block) ?? unknown();
    case 'resource':
      return parseMcpResource(block) ?? unknown();
    case 'document':
      return parseDocument(block) ?? unknown();
    case 'search_result':
      return parseSearchResult(block) ?? unknown();
    case 'tool_use':
      requireText(block, 'id');
      requireText(block, 'name');
      return typeof block['input'] === 'string'
        ? as({ ...block, input: wellFormedJson(objectInText(block['input'])) })
        : as(block);
    case 'tool_result':
      requireText(block, 'tool_use_id');
      if (typeof block['content'] === 'string') return as(block);
      return withContent(block);
    case 'tool_reference':
      return typeof block['tool_name'] === 'string' ? as(block) : unknown();
    case 'tool_addition':
    case 'tool_removal':
      return parseToolChange(block['type'], block['tool']) ?? unknown();
    case 'compaction':
      return parseCompaction(block) ?? unknown();
    case 'thinking':
      return parseThinking(block) ?? unknown();
    case 'redacted_thinking':
      return typeof block['data'] === 'string' ? as(block) : unknown();
    case 'server_tool_use':
      return isSearch(block) ? as(block) : unknown();
    case 'web_search_tool_result':
      return as({ ...block, content: searchResults(block['content']) });
    default:
      return unknown();
  }
}

function as(block: JsonObject): AnthropicContentBlock {
  return block as unknown as AnthropicContentBlock;
}

/** The block with its content parsed. */
function withContent(block: JsonObject): AnthropicContentBlock {
  const content = parseField(block, 'content', parseContent);
  return as({ ...block, content: content as unknown as JsonValue });
}

function requireText(block: JsonObject, field: string): void {
  if (typeof block[field] !== 'string') {
    throw new RequestProblem(`a ${String(block['type'])} block needs a text ${field}`, `/${field}`);
  }
}

/** An image as an MCP server returns it. */
function parseMcpImage({ data, mimeType }: JsonObject): AnthropicContentBlock | null {
  if (typeof data !== 'string') return null;
  const type = typeof mimeType === 'string' ? { media_type: mimeType } : {};
  return { type: 'image', source: { type: 'base64', ...type, data } };
}

/** An image that is embedded in a resource of an MCP server. */
function parseMcpResource({ resource }: JsonObject): AnthropicContentBlock | null {
  if (!isJsonObject(resource)) return null;
  const { blob, mimeType } = resource;
  const isImage = typeof mimeType === 'string' && mimeType.startsWith('image/');
  return isImage && blob !== undefined ? parseMcpImage({ data: blob, mimeType }) : null;
}

/** A file as OpenAI's protocols write it: its data, an address, or the id of an uploaded one. */
function parseFile(block: JsonObject): AnthropicContentBlock | null {
  const file = isJsonObject(block['file']) ? block['file'] : block;
  const { filename, file_data: data, file_url: url, file_id } = file;
  const title = typeof filename === 'string' ? { title: filename } : {};
  if (typeof data === 'string') {
    const type = /^data:([^;,]+)/i.exec(data)?.[1];
    const media = type === undefined ? {} : { media_type: type };
    return { type: 'document', ...title, source: { type: 'base64', ...media, data } };
  }
  if (typeof url === 'string') return { type: 'document', ...title, source: { type: 'url', url } };
  if (typeof file_id !== 'string') return null;
  return { type: 'document', ...title, source: { type: 'file', file_id } };
}

/** An image as OpenAI's protocols write it. */
function parseImageUrl({ image_url: image, file_id }: JsonObject): AnthropicContentBlock | null {
  const url = isJsonObject(image) ? image['url'] : image;
  if (typeof url !== 'string' && typeof file_id === 'string') {
    return { type: 'image', source: { type: 'file', file_id } };
  }
  return typeof url === 'string' ? { type: 'image', source: { type: 'url', url } } : null;
}

function parseDocument(block: JsonObject): AnthropicContentBlock | null {
  const source = block['source'];
  if (!isJsonObject(source) || !isSource(source)) return null;
  if (![block['title'], block['context']].every(isTextOrNone)) return null;
  if (source['type'] !== 'content') return as(block);
  const content = parseField(block, 'source', () => parseField(source, 'content', parseContent));
  return as({ ...block, source: { type: 'content', content: content as unknown as JsonValue } });
}

/**
 * By reference, by definition, or the definition itself; those of an MCP server name a list
 * elsewhere.
 */
function parseToolChange(
  type: 'tool_addition' | 'tool_removal',
  tool: JsonValue | undefined,
): AnthropicContentBlock | null {
  if (!isJsonObject(tool) || String(tool['type']).startsWith('mcp_')) return null;
  const given = tool['type'] === 'tool_definition' ? tool['definition'] : tool;
  if (!isJsonObject(given)) return null;
  const definition = parseTool(given);
  const { name, type: kind } = definition;
  if (typeof name !== 'string' || name === '') return null;
  if (kind !== undefined && kind !== null && typeof kind !== 'string') return null;
  if (type === 'tool_removal') return { type, tool: { name } };
  const { cache_control: _, ...rest } = definition;
  return { type, tool: { ...rest, name }, defines: tool['type'] !== 'tool_reference' };
}

/** A signature of another type says nothing. */
function parseThinking(block: JsonObject): AnthropicContentBlock | null {
  const { thinking, signature } = block;
  if (typeof thinking !== 'string') return null;
  return as(isTextOrNone(signature) ? block : { ...block, signature: '' });
}

function parseCompaction({ content, tool_changes: changes }: JsonObject) {
  if (!isTextOrNone(content)) return null;
  const given = Array.isArray(changes) ? (changes as readonly JsonValue[]) : [];
  return {
    type: 'compaction' as const,
    content: typeof content === 'string' ? content : null,
    tool_changes: given.filter(isJsonObject).map((change) => parseBlock({ type: '', ...change })),
  };
}

function isTextOrNone(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function isSearch({ name, id, input }: JsonObject): boolean {
  return name === 'web_search' && typeof id === 'string' && isJsonObject(input);
}

/** An error stays one: the search failed. */
function searchResults(content: JsonValue | undefined): JsonValue {
  if (isJsonObject(content) && content['type'] === 'web_search_tool_result_error') return content;
  if (!Array.isArray(content)) return [];
  return (content as readonly JsonValue[]).filter(
    (result) =>
      isJsonObject(result) &&
      typeof result['url'] === 'string' &&
      typeof result['title'] === 'string',
  );
}

function parseSearchResult(block: JsonObject): AnthropicContentBlock | null {
  const { source, title, content } = block;
  if (typeof source !== 'string' || typeof title !== 'string' || !Array.isArray(content))
    return null;
  return withContent(block);
}

function isSource(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value) || !isTextOrNone(value['media_type'])) return false;
  switch (value['type']) {
    case 'base64':
    case 'text':
      return typeof value['data'] === 'string';
    case 'url':
      return typeof value['url'] === 'string';
    case 'content':
      return typeof value['content'] === 'string' || Array.isArray(value['content']);
    case 'file':
      return typeof value['file_id'] === 'string';
    default:
      return false;
  }
}
