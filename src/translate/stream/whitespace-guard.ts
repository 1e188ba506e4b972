// A model that has lost its way fills the arguments of a call with line breaks until its tokens run
// out. Inside JSON strings they are escaped, so a long run of raw ones means nothing good.

/** Longest run of raw line breaks and tabs that passes, in characters. */
const runCharsMax = 20;

/** @returns a check to be fed with each piece; true once the run was too long */
export function createWhitespaceGuard(): (piece: string) => boolean {
  let run = 0;
  return (piece) => {
    for (const character of piece) {
      run = character === '\n' || character === '\r' || character === '\t' ? run + 1 : 0;
      if (run > runCharsMax) return true;
    }
    return false;
  };
}
