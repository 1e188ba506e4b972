// Row: images of the user are sent.
import { imageData } from '../../plays/media.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const imageSent: Row = {
  id: 'image-sent',
  group: 'history',
  severity: 'error',
  title: 'an image of the user reaches the model',
  checks: "The input holds an `input_image` with the image's data.",
  matters: 'The model describes a picture that it never saw.',
  sources: [vendorPage('build-with-claude/vision')],
  fix: 'Translate `image` blocks to `input_image` parts.',
  plays: ['media'],
  judge: (exchanges) =>
    eachSent(labelled(exchanges, 'a question with an image'), (request, at) => {
      const sent = JSON.stringify(request.input);
      const isSent = sent.includes('input_image') && sent.includes(imageData);
      return failIf(!isSent, at, 'no input_image with the data is in the input');
    }),
};
