// What a server of ours says where the mistake is its own: on its stderr, and to a client.

/** Names of programmer errors, and a line of a stack. */
const programmerError = /\b(?:Type|Range|Reference|Syntax|Assertion)Error\b/;
const stackLine = /^\s+at .+:\d+:\d+\)?$/m;

/** @returns the defect that this stderr shows; null: none */
export function defectOnTerminal(told: string): string | null {
  const marks = [/internal error/, /uncaught|unhandled/i, programmerError, stackLine];
  return marks.some((mark) => mark.test(told)) ? told : null;
}

/** The words before it are ours: an upstream or a client may have sent the others itself. */
const toClients = [
  /turntape: internal error/,
  /turntape: [^"]{0,200}\b(?:Type|Range|Reference|Syntax|Assertion)Error\b/,
  /turntape: [^"]{0,200}\bUND_ERR_INVALID_ARG\b/,
];

/** @returns the answer that told a client of a defect; null: none did */
export function defectToClient(answers: readonly string[]): string | null {
  return answers.find((answer) => toClients.some((mark) => mark.test(answer))) ?? null;
}
