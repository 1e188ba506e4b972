// Why some rows that count tokens differ.

/** Of the rows that differ or lie outside their band. */
export function explainTokenRows(): string {
  return [
    '**The counts of gpt-5.6-sol that differ.** The profile has what was measured in July and August 2026: steps of 1,024 tokens behind 148 hidden ones. The three counts are of September. All of them, and the one of gpt-6-astra, follow from steps of 128 behind the same 148 hidden tokens (rows *what if*), so the step seems to have changed in between. Four counts of one month are too few for a period of the profile: `--sim cache_step=128` plays it.',
    "**The coefficients outside their band.** gpt-5.2-codex and gpt-5.1-codex-max count a replayed token of reasoning as 1.006 and 1.015. Their other coefficients are as the newer models' are; tokens that surround an item of reasoning would look like this, and the simulator gives such an item none.",
  ].join('\n\n');
}
