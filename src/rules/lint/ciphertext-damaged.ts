// Lint: encrypted reasoning that cannot be what a backend sent.
import { isCiphertext } from '../../wire/responses/ciphertext.ts';
import type { LintRule } from './rule.ts';

export const ciphertextDamaged: LintRule = {
  name: 'ciphertext-damaged',
  trigger: 'encrypted content that is not base64url: shortened, or plain text',
  source:
    'openclaw issue 131790 (a redactor of logs), codex-router PR 30 (plain text): both refused',
  check: ({ input }) =>
    input.flatMap((item, index) => {
      const { encrypted_content: content } = item as { encrypted_content?: unknown };
      if (typeof content !== 'string' || content === '' || isCiphertext(content)) return [];
      const message =
        'the encrypted content is not base64url: it was shortened, or never encrypted';
      return [{ pointer: `/input/${index}/encrypted_content`, message }];
    }),
};
