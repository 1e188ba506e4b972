// A model's name without its provider.

/** `gpt-5.5` of `openai/gpt-5.5`. */
export function bareModel(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1);
}
