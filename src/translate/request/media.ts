// Images and documents -> Responses content parts.
import type { Loss, LossPointer } from '../../domain/loss.ts';
import { isJsonObject } from '../../lib/json.ts';
import type {
  AnthropicDocument,
  AnthropicImage,
  AnthropicSource,
} from '../../wire/anthropic/content.ts';
import type { ResponsesContentPart } from '../../wire/responses/item.ts';

const defaultImageType = 'image/png';

/** Base64 as a data URI, a URL as it is; a file id means nothing upstream. */
export function translateImage(
  { source }: AnthropicImage,
  pointer: LossPointer,
  losses: Loss[],
): ResponsesContentPart[] {
  switch (source.type) {
    case 'base64': {
      const type = source.media_type ?? defaultImageType;
      return [{ type: 'input_image', image_url: `data:${type};base64,${source.data}` }];
    }
    case 'url':
      return [{ type: 'input_image', image_url: source.url }];
    default:
      losses.push(unsupportedSource(source.type, pointer));
      return [];
  }
}

/** PDFs as files, texts as text. Nested content is the caller's, who knows all parts. */
export function translateDocument(
  source: Exclude<AnthropicSource, { type: 'content' }>,
  title: string | null | undefined,
  pointer: LossPointer,
  losses: Loss[],
): ResponsesContentPart[] {
  switch (source.type) {
    case 'base64': {
      const type = source.media_type ?? 'application/pdf';
      const filename = title ?? 'document.pdf';
      return [{ type: 'input_file', filename, file_data: `data:${type};base64,${source.data}` }];
    }
    case 'url':
      return [{ type: 'input_file', file_url: source.url }];
    case 'text':
      return [{ type: 'input_text', text: source.data }];
    case 'file':
      losses.push(unsupportedSource(source.type, pointer));
      return [];
  }
}

/** What is said of a document, in front of it. The title of one that has a file name is that name. */
export function documentHead(
  { source, title, context, citations }: AnthropicDocument,
  pointer: LossPointer,
  losses: Loss[],
): ResponsesContentPart[] {
  if (isJsonObject(citations) && citations['enabled'] === true) losses.push(noCitations(pointer));
  const lines = [source.type === 'base64' ? '' : (title ?? ''), context ?? ''];
  const text = lines.filter((line) => line !== '').join('\n');
  return text === '' ? [] : [{ type: 'input_text', text }];
}

function noCitations(pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature: 'document-citations',
    pointer: `${pointer()}/citations`,
    detail: 'The Responses API does not cite documents that are given to it.',
  };
}

function unsupportedSource(type: string, pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature: `source-${type}`,
    pointer: `${pointer()}/source`,
    detail: 'The backend cannot read this kind of source; the block was left out.',
  };
}
