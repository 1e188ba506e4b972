// The two wire protocols that turntape reads: Anthropic's Messages API and OpenAI's Responses API.

export const protocols = ['anthropic', 'responses'] as const;

export type Protocol = (typeof protocols)[number];

/** What people call them. */
export const protocolTitles: Readonly<Record<Protocol, string>> = {
  anthropic: 'the Messages API',
  responses: 'the Responses API',
};
