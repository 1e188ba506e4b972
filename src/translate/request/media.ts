// Images and documents -> Responses content parts.
import type { Loss, LossPointer } from '../../domain/loss.ts';
import { isJsonObject } from '../../lib/json.ts';
import type {
  AnthropicDocument,
  AnthropicImage,
  AnthropicSource,
} from '../../wire/anthropic/content.ts';
import type { ResponsesContentPart } from '../../wire/responses/item.ts';
import type { PartContext } from './part-context.ts';

const defaultImageType = 'image/png';
/**
 * What the vendor's guide to images takes; another type loses the request
 * (`unsupported_image_media_type`).
 */
const readableImages = /^data:image\/(png|jpeg|webp|gif)[;,]/;

/** Base64 as a data URI, a URL as it is. */
export function translateImage(
  { source }: AnthropicImage,
  pointer: LossPointer,
  context: PartContext,
): ResponsesContentPart[] {
  const { losses } = context;
  switch (source.type) {
    case 'base64': {
      const given = dataUri(source.data, imageType(source.media_type));
      if (given === null) return leftOut(emptySource(pointer), losses);
      if (!readableImages.test(given)) return leftOut(unreadableImage(pointer), losses);
      return [{ type: 'input_image', image_url: given }];
    }
    case 'url':
      if (source.url.trim() === '') return leftOut(emptySource(pointer), losses);
      return [{ type: 'input_image', image_url: source.url }];
    case 'file':
      return uploaded('image', pointer, context);
    default:
      return leftOut(unreadableSource(source.type, pointer), losses);
  }
}

/** Some clients write `image/jpg`, which is not the type's name. */
function imageType(type: string | null | undefined): string {
  const name = (type || defaultImageType).toLowerCase();
  return name === 'image/jpg' ? 'image/jpeg' : name;
}

/**
 * Base64 as a data URI, without the line breaks that encoders put in; one that is a data URI
 * already is sent as it is. null: it holds nothing.
 */
function dataUri(data: string, type: string): string | null {
  if (data.startsWith('data:')) return data;
  const isBroken = ['\n', '\r', ' '].some((blank) => data.includes(blank));
  const base64 = isBroken ? data.replaceAll(/\s/g, '') : data;
  return base64 === '' ? null : `data:${type};base64,${base64}`;
}

/** PDFs as files, texts as text. Nested content is the caller's, who knows all parts. */
export function translateDocument(
  source: Exclude<AnthropicSource, { type: 'content' }>,
  title: string | null | undefined,
  pointer: LossPointer,
  context: PartContext,
): ResponsesContentPart[] {
  const { losses } = context;
  switch (source.type) {
    case 'base64': {
      const given = dataUri(source.data, source.media_type || 'application/pdf');
      if (given === null) return leftOut(emptySource(pointer), losses);
      return [{ type: 'input_file', filename: title ?? 'document.pdf', file_data: given }];
    }
    case 'url':
      if (source.url.trim() === '') return leftOut(emptySource(pointer), losses);
      return [{ type: 'input_file', file_url: source.url }];
    case 'text':
      return [{ type: 'input_text', text: source.data }];
    case 'file':
      return uploaded('document', pointer, context);
  }
}

/**
 * A file that is uploaded to Anthropic's server is not there for the backend. A request about it is
 * refused; in the history a note says that it was there.
 */
function uploaded(
  what: 'image' | 'document',
  pointer: LossPointer,
  { losses, isAnswered }: PartContext,
): ResponsesContentPart[] {
  losses.push({
    kind: isAnswered ? 'approximated' : 'unsupported',
    feature: 'source-file',
    pointer: `${pointer()}/source`,
    detail: isAnswered
      ? 'The backend cannot read an uploaded file; a note replaces it.'
      : 'The backend cannot read a source of type file; send its content instead.',
  });
  return isAnswered ? [{ type: 'input_text', text: uploadedNotes[what] }] : [];
}

const uploadedNotes = {
  image: '[An image was attached here. It was uploaded elsewhere and cannot be read.]',
  document: '[A document was attached here. It was uploaded elsewhere and cannot be read.]',
} as const;

/**
 * What is said of a document, in front of it. The title of one that has a file name is that name.
 */
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

function leftOut(loss: Loss, losses: Loss[]): ResponsesContentPart[] {
  losses.push(loss);
  return [];
}

function emptySource(pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature: 'source-empty',
    pointer: `${pointer()}/source`,
    detail: 'It holds nothing, which the backend refuses; the block was left out.',
  };
}

function unreadableImage(pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature: 'source-media-type',
    pointer: `${pointer()}/source/media_type`,
    detail:
      'The backend reads PNG, JPEG, WebP and GIF, and refuses others; the image was left out.',
  };
}

function unreadableSource(type: string, pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature: `source-${type}`,
    pointer: `${pointer()}/source`,
    detail: `The backend cannot read a source of type ${type}; send its content instead.`,
  };
}
