/** Start of Claude Code's first system block, whose rest changes with session, version or request. */
export const billingHeaderPrefix = 'x-anthropic-billing-header:';
