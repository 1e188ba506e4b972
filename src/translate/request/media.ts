// Images and documents -> Responses content parts.
import type { Loss, LossPointer } from '../../domain/loss.ts';
import { plainBase64 } from '../../lib/base64.ts';
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
/** Addresses that a server can open; a file of the client's machine is not one. */
const webAddress = /^https?:\/\//i;

/** Base64 as a data URI, a URL as it is. */
export function translateImage(
  { source }: AnthropicImage,
  pointer: LossPointer,
  context: PartContext,
): ResponsesContentPart[] {
  const { losses } = context;
  switch (source.type) {
    case 'base64':
      return imageOf(dataUri(source.data, imageType(source.media_type)), pointer, losses);
    case 'url': {
      const url = source.url.trim();
      if (isDataUri(url)) return imageOf(dataUri(url, ''), pointer, losses);
      if (url === '') return leftOut(emptySource(pointer), losses);
      if (!webAddress.test(url)) return leftOut(unreachableSource(pointer), losses);
      return [{ type: 'input_image', image_url: url }];
    }
    case 'file':
      return uploaded('image', pointer, context);
    default:
      return leftOut(unreadableSource(source.type, pointer), losses);
  }
}

function imageOf(given: string | Unsendable, pointer: LossPointer, losses: Loss[]) {
  if (isUnsendable(given)) return leftOut(unsendableSources[given](pointer), losses);
  if (!readableImages.test(given)) return leftOut(unreadableImage(pointer), losses);
  return [{ type: 'input_image' as const, image_url: given }];
}

/** Some clients write `image/jpg`, which is not the type's name. */
function imageType(type: string | null | undefined): string {
  const name = (type || defaultImageType).toLowerCase();
  return name === 'image/jpg' ? 'image/jpeg' : name;
}

/** Why data are not sent: nothing is in it, or it is not what it says. */
type Unsendable = 'empty' | 'damaged';

function isUnsendable(given: string): given is Unsendable {
  return given === 'empty' || given === 'damaged';
}

function isDataUri(text: string): boolean {
  return /^data:/i.test(text);
}

/** Base64 as a data URI. One that is a data URI already keeps its type. */
function dataUri(data: string, type: string): string | Unsendable {
  const comma = isDataUri(data) ? data.indexOf(',') : -1;
  if (isDataUri(data) && comma === -1) return 'damaged';
  const base64 = plainBase64(comma === -1 ? data : data.slice(comma + 1));
  if (base64 === '') return 'empty';
  if (comma === -1) return base64 === null ? 'damaged' : `data:${type};base64,${base64}`;
  const head = data.slice(0, comma).toLowerCase();
  // Percent-encoded otherwise, which no backend is known to read.
  if (base64 === null || !head.endsWith(';base64')) return 'damaged';
  return `${head.replace(/^data:image\/jpg(?=;)/, 'data:image/jpeg')},${base64}`;
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
      const type = source.media_type || pdfType;
      const given = dataUri(source.data, type);
      if (isUnsendable(given)) return leftOut(unsendableSources[given](pointer), losses);
      return [{ type: 'input_file', filename: fileName(title, type), file_data: given }];
    }
    case 'url':
      if (source.url.trim() === '') return leftOut(emptySource(pointer), losses);
      if (!webAddress.test(source.url.trim())) return leftOut(unreachableSource(pointer), losses);
      return [{ type: 'input_file', file_url: source.url.trim() }];
    case 'text':
      if (source.data === '') return leftOut(emptySource(pointer), losses);
      return [{ type: 'input_text', text: source.data }];
    case 'file':
      return uploaded('document', pointer, context);
  }
}

const pdfType = 'application/pdf';

/** The backend tells a file's kind by the end of its name, which a title does not have. */
function fileName(title: string | null | undefined, type: string): string {
  const name = title?.trim() || 'document';
  if (type !== pdfType) return title?.trim() ? name : `${name}.txt`;
  return /\.pdf$/i.test(name) ? name : `${name}.pdf`;
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

function damagedSource(pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature: 'source-damaged',
    pointer: `${pointer()}/source`,
    detail: 'It is not base64, which the backend refuses; the block was left out.',
  };
}

const unsendableSources = { empty: emptySource, damaged: damagedSource } as const;

function unreadableImage(pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature: 'source-media-type',
    pointer: `${pointer()}/source/media_type`,
    detail:
      'The backend reads PNG, JPEG, WebP and GIF, and refuses others; the image was left out.',
  };
}

function unreachableSource(pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature: 'source-url',
    pointer: `${pointer()}/source/url`,
    detail: 'The backend opens only http and https addresses; the block was left out.',
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
