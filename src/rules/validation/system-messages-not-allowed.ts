// Refused: messages with the role `system`.
import { refuseDetail, type ValidationRule } from './rule.ts';

/** The Codex backend knows `developer` instead. */
export const systemMessagesNotAllowed: ValidationRule = {
  name: 'system-messages-not-allowed',
  trigger: 'a message with role `system` in `input`',
  source: 'CLIProxyAPI issues 3510 and 4092; tingly-box 1489; codex2api 409; codex-proxy-rs PR 172',
  isOnByDefault: true,
  check: ({ request }) =>
    request.input.some(
      (item) => item.type === 'message' && 'role' in item && item.role === 'system',
    )
      ? refuseDetail('System messages are not allowed')
      : null,
};
