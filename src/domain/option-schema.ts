// Options as tables of their legal values: the type and the defaults follow from the table.

export type OptionSchema = Readonly<Record<string, readonly (string | boolean)[]>>;

export type OptionValues<Schema extends OptionSchema> = {
  readonly [Name in keyof Schema]: Schema[Name][number];
};

/** The first value of every option. */
export function defaultOptions<Schema extends OptionSchema>(schema: Schema): OptionValues<Schema> {
  return Object.fromEntries(
    Object.entries(schema).map(([name, [first]]) => [name, first]),
  ) as OptionValues<Schema>;
}
