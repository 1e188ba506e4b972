/**
 * Sent where a response has neither text nor call: Claude Code drops such a turn from its history
 * and asks again. The request side takes it out of the history, since the model never said it.
 */
export const emptyAnswerText = '(The model ended its turn without visible output.)';
