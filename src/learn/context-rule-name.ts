// Which reasoning of its history a model reads: that of the user turn it is in, or all of it.

export type ContextRuleName = 'current_turn' | 'all_turns';
