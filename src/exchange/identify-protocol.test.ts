import { describe, expect, test } from 'vitest';
import { findCallProtocol, identifyProtocol, identifyPurpose } from './identify-protocol.ts';

describe('every route that is recorded', () => {
  test.each([
    ['POST', '/v1/messages?beta=true', 'anthropic', 'model-call'],
    ['POST', '/v1/messages/count_tokens?beta=true', 'anthropic', 'count-tokens'],
    ['POST', '/v1/messages/batches', 'anthropic', 'other'],
    ['HEAD', '/', 'anthropic', 'probe'],
    ['GET', '/api/hello', 'anthropic', 'probe'],
    ['POST', '/v1/responses', 'responses', 'model-call'],
    ['POST', '/responses', 'responses', 'model-call'],
    ['POST', '/responses/compact', 'responses', 'other'],
    ['POST', '/backend-api/codex/responses', 'responses', 'model-call'],
    ['GET', '/backend-api/codex/models?client_version=1', 'responses', 'probe'],
    ['GET', '/v1/models', 'responses', 'probe'],
    ['GET', '/backend-api/wham/usage', 'responses', 'other'],
    // The upgrade to a WebSocket; its calls are recorded as POSTs.
    ['GET', '/v1/responses', 'responses', 'other'],
    // A warm-up is shown to have no method that asks for an answer.
    ['HEAD', '/v1/responses', 'responses', 'probe'],
  ])('%s %s speaks %s and is for: %s', (method, target, protocol, purpose) => {
    expect(identifyProtocol(target)).toBe(protocol);
    expect(identifyPurpose(method, target)).toBe(purpose);
    expect(findCallProtocol({ method, target })).toBe(purpose === 'model-call' ? protocol : null);
  });
});

test.each([
  ['a prefix of a gateway', '/openai/v1/responses', 'responses'],
  ['a slash at the end, as the simulator takes it', '/v1/responses/', 'responses'],
  ['a path in the query', '/v1/messages?next=/responses', 'anthropic'],
])('%s does not change what a call speaks', (_what, target, protocol) => {
  expect(findCallProtocol({ method: 'POST', target })).toBe(protocol);
});

test.each(['/v1/chat/completions', '/v1/embeddings', '/v1/responses-of-mine', ''])(
  '%s is of neither protocol',
  (target) => {
    expect(identifyProtocol(target)).toBeNull();
    expect(identifyPurpose('POST', target)).toBe('other');
    expect(identifyPurpose('HEAD', target)).toBe('probe');
  },
);
