// What a table of an export is: named columns with types that every engine knows. A change of a
// column is a new version of the whole (docs/fleet.md).

export type ColumnType = 'STRING' | 'BOOLEAN' | 'INT32' | 'INT64' | 'DOUBLE' | 'TIMESTAMP';

/** Name -> type and what it says. */
export type Columns = Readonly<Record<string, readonly [type: ColumnType, about: string]>>;

type CellOf<Type extends ColumnType> = Type extends 'STRING'
  ? string
  : Type extends 'BOOLEAN'
    ? boolean
    : number;

/** TIMESTAMP: ms since 1970. null: not known, or it does not apply. */
export type Row<Of extends Columns> = { readonly [Name in keyof Of]: CellOf<Of[Name][0]> | null };

export interface Table<Of extends Columns = Columns> {
  readonly name: string;
  readonly about: string;
  readonly columns: Of;
}

/** Every table has it: files are divided by its month. */
export const timeColumn = 'started_at';

/** Of the set of tables: raised when a column is renamed, removed or means something else. */
export const schemaVersion = 1;
