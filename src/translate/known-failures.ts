// What upstreams call their failures: codes first, then the request field that they name, and
// wordings last. One table for responses and streams. A row says who is known to use it.
//
// Sources: OpenAI = error codes of the public API's types and guide; ChatGPT = its Codex backend,
// as met by other gateways; Copilot, Azure, xAI, vLLM, llama.cpp, LiteLLM, OpenRouter, GitHub
// Models = bodies in public reports of their users; relay = a gateway that renames a vendor's code.

export type FailureMeaning =
  /** The replayed reasoning: the same request without it can succeed. */
  | 'reasoning-refused'
  /** The client compacts, and asks again. */
  | 'context-overflow'
  | 'rate-limit'
  /** A limit that lasts for hours: another try only burns attempts. */
  | 'usage-limit'
  | 'no-access'
  | 'overloaded'
  /** Another try with the same request cannot succeed. */
  | 'permanent';

interface CodeRow {
  readonly meaning: FailureMeaning;
  readonly codes: readonly string[];
  readonly source: string;
}

/** An upstream's code, or its family of errors where it names no code that is known. */
export const knownCodes: readonly CodeRow[] = [
  {
    meaning: 'reasoning-refused',
    codes: ['invalid_encrypted_content', 'encrypted_content_invalid'],
    source: 'OpenAI, Azure, ChatGPT; the second by relays',
  },
  { meaning: 'reasoning-refused', codes: ['thinking_signature_invalid'], source: 'relay' },
  {
    meaning: 'context-overflow',
    codes: ['context_length_exceeded', 'context_too_large', 'context_window_exceeded'],
    source: 'OpenAI, Azure; ChatGPT; relay',
  },
  { meaning: 'context-overflow', codes: ['model_max_prompt_tokens_exceeded'], source: 'Copilot' },
  { meaning: 'context-overflow', codes: ['exceed_context_size_error'], source: 'llama.cpp' },
  { meaning: 'context-overflow', codes: ['tokens_limit_reached'], source: 'GitHub Models' },
  {
    meaning: 'context-overflow',
    codes: ['ContextWindowExceededError', 'prompt_too_long', 'request_too_large'],
    source: 'LiteLLM; relay; Anthropic behind a relay',
  },
  {
    meaning: 'rate-limit',
    codes: ['rate_limit_exceeded', 'rate_limit_error', 'rate_limited', 'too_many_requests'],
    source: 'OpenAI; Anthropic behind a relay; Copilot; relay',
  },
  {
    meaning: 'rate-limit',
    codes: ['RateLimitError', 'user_global_rate_limited', 'user_model_rate_limited'],
    source: 'LiteLLM; Copilot',
  },
  {
    meaning: 'rate-limit',
    codes: ['RateLimitReached', 'TooManyRequests', 'ThrottlingException', 'throttling_error'],
    source: 'Azure; AWS; LiteLLM',
  },
  { meaning: 'usage-limit', codes: ['usage_limit_reached'], source: 'ChatGPT' },
  {
    meaning: 'no-access',
    codes: [
      'insufficient_quota',
      'billing_hard_limit_reached',
      'billing_not_active',
      'usage_not_included',
      'unsupported_country_region_territory',
    ],
    source: 'OpenAI; ChatGPT',
  },
  { meaning: 'no-access', codes: ['quota_exceeded'], source: 'Copilot: the quota of a month' },
  {
    meaning: 'overloaded',
    codes: ['server_is_overloaded', 'service_unavailable_error', 'slow_down', 'overloaded_error'],
    source: 'OpenAI, ChatGPT; Anthropic behind a relay',
  },
  {
    meaning: 'overloaded',
    codes: ['overloaded', 'engine_overloaded', 'server_overloaded', 'model_at_capacity'],
    source: 'relay; Azure',
  },
  {
    meaning: 'permanent',
    codes: [
      'invalid_prompt',
      'data_residency_mismatch',
      'bio_policy',
      'cyber_policy',
      'misalignment_policy_violation',
      'content_policy_violation',
      'content_filter',
      'invalid_image',
      'invalid_image_format',
      'invalid_base64_image',
      'invalid_image_url',
      'image_too_large',
      'image_too_small',
      'image_parse_error',
      'image_content_policy_violation',
      'invalid_image_mode',
      'image_file_too_large',
      'unsupported_image_media_type',
      'empty_image_file',
      'failed_to_download_image',
      'image_file_not_found',
    ],
    source: 'OpenAI: `ResponseError.code`; ChatGPT: cyber_policy; Azure: content_filter',
  },
];

/** What codes of a kind look like that the table does not list yet. */
export const codeShapes: readonly {
  readonly meaning: FailureMeaning;
  readonly code: RegExp;
  readonly source: string;
}[] = [
  {
    meaning: 'permanent',
    code: /(^|_)(policy|safety)(_violation)?$|^moderation_blocked$|^invalid_(base64_)?image/,
    source: 'OpenAI: bio_policy, misalignment_policy_violation, invalid_image_mode, ...',
  },
];

/** Codes and families that count inside a stream alone: outside it the status says it better. */
export const refusedInStream: ReadonlySet<string> = new Set([
  'invalid_request_error',
  'invalid_request',
  'BadRequestError',
  'model_not_found',
  'unsupported_parameter',
  'unsupported_value',
  'unknown_parameter',
  'missing_required_parameter',
  'invalid_value',
  'invalid_type',
  'invalid_function_parameters',
  'invalid_json_schema',
  'string_above_max_length',
  'string_pattern_mismatch',
  'array_above_max_length',
  'empty_string',
  'model_not_supported',
  'DeploymentNotFound',
  'ValidationException',
  // xAI's, as a code and as a sentence (litellm PR 16265).
  'invalid-argument',
  'Client specified an invalid argument',
]);

/** The status that a code or family stands for, where a failure inside a stream has none. */
export const statusOfName: ReadonlyMap<string, number> = new Map([
  ...['invalid_api_key', 'unauthorized', 'authentication_error', 'token_expired'].map(
    (name) => [name, 401] as const,
  ),
  ...['AuthenticationError', 'invalid_authentication', 'account_deactivated'].map(
    (name) => [name, 401] as const,
  ),
  ['ip_not_authorized', 401],
  // ChatGPT: a login that was withdrawn (CLIProxyAPI issue 3654, codex PR 23563).
  ...['token_invalidated', 'token_revoked'].map((name) => [name, 401] as const),
  ...['permission_denied', 'permission_error', 'forbidden', 'PermissionDeniedError'].map(
    (name) => [name, 403] as const,
  ),
  ...['not_found_error', 'NotFoundError'].map((name) => [name, 404] as const),
]);

/** The field of the request that the upstream names, with a status that refuses the request. */
export const knownParams: readonly {
  readonly meaning: FailureMeaning;
  readonly param: RegExp;
  readonly source: string;
}[] = [
  {
    meaning: 'reasoning-refused',
    param: /(^|[.\]])encrypted_content$/,
    source: 'OpenAI: input[3].encrypted_content',
  },
  { meaning: 'context-overflow', param: /^input_tokens$/, source: 'vLLM' },
];

interface TextRow {
  readonly meaning: FailureMeaning;
  readonly text: RegExp;
  /** Whatever the status; otherwise only with one that refuses the request. */
  readonly anyStatus?: true;
  readonly source: string;
}

/** Wordings that say more than the code beside them. */
export const strongTexts: readonly TextRow[] = [
  {
    // With the code of a limit that passes; this one does not, a smaller request is needed.
    meaning: 'context-overflow',
    text: /request too large\b.{0,200}\btokens per min/is,
    anyStatus: true,
    source: 'OpenAI: the request alone is above the limit of a minute, with rate_limit_exceeded',
  },
];

/** Wordings, for upstreams that name no code that is known. */
export const knownTexts: readonly TextRow[] = [
  {
    meaning: 'reasoning-refused',
    text: /encrypted[ _]content\b.{0,80}\b(could not be|cannot be|can't be|failed to|did not|was not|is not|invalid|malformed|corrupt|expired)/is,
    source: 'OpenAI: verified; Copilot: item_id did not match; xAI: not issued to this caller',
  },
  {
    meaning: 'reasoning-refused',
    text: /(could not|cannot|can't|unable to|failed to) (be )?(decrypt|decode|verify|parse|validate)\w*\b.{0,60}\b(encrypted[ _]content|reasoning)/is,
    source: 'xAI: could not decrypt the provided encrypted_content',
  },
  {
    meaning: 'reasoning-refused',
    text: /invalid\b.{0,20}(encrypted[ _]content|`?signature`? in `?thinking)/is,
    source: 'Azure, LiteLLM; Anthropic behind a relay',
  },
  {
    meaning: 'reasoning-refused',
    text: /item ('.*' )?of type '.*' was provided without its required/is,
    source: 'OpenAI, ChatGPT; without the id: code_puppy PR 853',
  },
  { meaning: 'reasoning-refused', text: /item with id 'rs_.*' not found/is, source: 'OpenAI' },
  { meaning: 'reasoning-refused', text: /duplicate item found with id rs_/is, source: 'OpenAI' },
  {
    meaning: 'reasoning-refused',
    text: /encrypted[ _]content (was |is )?issued (for|to) (a |an )?(different|another|other)/is,
    source: 'xAI: issued for a different organization',
  },
  {
    meaning: 'context-overflow',
    text: /context size has been exceeded|context shift is disabled/i,
    anyStatus: true,
    source: 'llama.cpp: with status 500, as its context fills while it answers',
  },
  {
    meaning: 'context-overflow',
    text: /context[ _-]?(window|length|size|limit)/i,
    source: 'OpenAI; LiteLLM; vLLM, OpenRouter: maximum context length; llama.cpp: context size',
  },
  {
    meaning: 'context-overflow',
    text: /(prompt|input)\b.{0,40}\b(token|length)\w*\b.{0,40}\bexceed/is,
    source: 'Copilot: prompt token count of N exceeds the limit of M; Gemini behind a relay',
  },
  {
    meaning: 'context-overflow',
    text: /maximum (prompt|input) length|(prompt|input) (is |was )?too long\b/is,
    source: 'xAI; Anthropic and Bedrock behind a relay; Ollama',
  },
  {
    meaning: 'context-overflow',
    text: /\b(prompt|request) exceed\w* (max length|model token limit|the maximum number of)/i,
    source: 'Z.ai: prompt exceeds max length (hermes-agent PR 1877); Moonshot: model token limit',
  },
  {
    meaning: 'context-overflow',
    text: /tokens in request more than max tokens|reduce the length of the (messages|prompt)/i,
    source: 'Z.ai (hermes-agent PR 61728); Groq',
  },
  {
    meaning: 'context-overflow',
    text: /range of input length should be|prompt_tokens\b.{0,40}\bmust be less than/is,
    source: 'DashScope; SiliconFlow',
  },
  {
    meaning: 'context-overflow',
    text: /`inputs` tokens \+ `max_new_tokens` must be/i,
    source: 'Text Generation Inference',
  },
  {
    meaning: 'rate-limit',
    text: /too many requests|rate limit (was |is )?(reached|exceeded|hit)/i,
    source: 'proxies in front of a server, with status 200',
  },
  {
    meaning: 'no-access',
    text: /exceeded your current quota/i,
    anyStatus: true,
    source: 'OpenAI, where a relay leaves insufficient_quota out',
  },
  {
    meaning: 'overloaded',
    text: /at capacity|overloaded/i,
    anyStatus: true,
    source: 'ChatGPT: the selected model is at capacity',
  },
];
