// Refused: encrypted reasoning that cannot be decrypted.
import { refuse, type ValidationRule } from './rule.ts';

/** Characters of the blob that the message shows at each end. */
const shown = { start: 4, end: 4 };

/** Content of another account, key generation or backend, and content that was tampered with. */
export const encryptedContentUnverified: ValidationRule = {
  name: 'encrypted-content-unverified',
  trigger: 'a reasoning or compaction item whose `encrypted_content` cannot be verified',
  source: 'codex issues 8119 and 8145; sub2api issues 2863, 3038 and 3138',
  isOnByDefault: true,
  check({ request, context: { openReasoning } }) {
    if (openReasoning === undefined) return null;
    for (const item of request.input) {
      if (item.type !== 'reasoning' && item.type !== 'compaction') continue;
      const { encrypted_content: content } = item as { encrypted_content?: unknown };
      if (content === undefined || content === null || content === '') continue;
      if (typeof content === 'string' && openReasoning(content) !== null) continue;
      const text = String(content);
      const excerpt = `${text.slice(0, shown.start)}...${text.slice(-shown.end)}`;
      return refuse(
        `The encrypted content ${excerpt} could not be verified.`,
        null,
        'invalid_encrypted_content',
      );
    }
    return null;
  },
};
