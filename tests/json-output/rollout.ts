// A session file as Codex leaves it, made up: enough calls for a backend's rules to show.
const callsPerTurn = 12;
const turns = 3;
const step = 128;

/** @param id of the session */
export function syntheticRollout(id: string): string {
  const lines: string[] = [];
  let second = 0;
  const add = (type: string, payload: object): void => {
    const timestamp = new Date(Date.UTC(2026, 6, 1, 0, 0, second++)).toISOString();
    lines.push(JSON.stringify({ timestamp, type, payload }));
  };
  add('session_meta', { id, cwd: '/repo', cli_version: '0.169.0' });
  let input = 3000 + 17 * id.length;
  let before = 0;
  for (let turn = 0; turn < turns; turn++) {
    add('turn_context', { model: 'gpt-5.5', effort: 'medium' });
    const content = [{ type: 'input_text', text: `go on ${id} ${turn}` }];
    add('event_msg', { type: 'user_message', message: `go on ${id} ${turn}` });
    add('response_item', { type: 'message', role: 'user', content });
    for (let call = 0; call < callsPerTurn; call++) {
      const reasoning = 200 + ((call * 397 + turn * 131 + id.length * 53) % 800);
      const name = `${id}-${turn}-${call}`;
      add('response_item', { type: 'reasoning', encrypted_content: 'gAAAA' });
      add('response_item', {
        type: 'function_call',
        name: 'shell',
        arguments: '{}',
        call_id: name,
      });
      add('token_usage_record', {
        response_id: name,
        usage: {
          input_tokens: input,
          cached_input_tokens: Math.floor(before / step) * step,
          output_tokens: reasoning + 50,
          reasoning_output_tokens: reasoning,
        },
      });
      add('response_item', { type: 'function_call_output', call_id: name, output: 'fine' });
      before = input;
      // It is sent back, with the answer and what the tool said.
      input += reasoning + 50 + 37 * (call + 1);
    }
  }
  return `${lines.join('\n')}\n`;
}
