// Row: images of tools are sent.
import { imageData } from '../../plays/media.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const imageInResult: Row = {
  id: 'image-in-result',
  group: 'history',
  severity: 'error',
  title: 'an image in a tool result reaches the model',
  checks: 'The data of the image is in an output or beside it.',
  matters: 'Screenshots that a tool took are lost, while everything answers 200.',
  sources: ['https://github.com/raine/claude-code-proxy/pull/59'],
  fix: 'Send the output as a list of parts, with `input_image`.',
  plays: ['media'],
  judge: (exchanges) =>
    eachSent(labelled(exchanges, 'a result with an image'), (request, at) => {
      const count = JSON.stringify(request.input).split(imageData).length - 1;
      return failIf(
        count < 2,
        at,
        `two images were sent by the client, ${count} reach the upstream`,
      );
    }),
};
