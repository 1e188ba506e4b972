// What a parameter of the simulated backend is. The tables beside this file hold them by mechanism.

/** How well a value is known. `assumed`: no source; sweep it before believing a sign. */
export type Confidence = 'documented' | 'measured by peers' | 'assumed';

export interface SimulatorParameter<Value> {
  /** Legal values; or the bounds of a number; or text. */
  readonly accepts:
    | { readonly kind: 'choice'; readonly values: readonly Value[] }
    | {
        readonly kind: 'number';
        readonly minimum: number;
        readonly maximum: number;
        readonly isWhole: boolean;
        /** The word `profile` is accepted too: what is known of the model's backend. */
        readonly orProfile?: true;
      }
    | {
        readonly kind: 'text';
        /** What is to be given instead, as in "Give ..."; null: the text is fine. */
        readonly check: (text: string) => string | null;
      };
  readonly default: Value;
  /** One sentence: what it changes, with the unit. */
  readonly meaning: string;
  /** Where the default comes from. */
  readonly source: string;
  readonly confidence: Confidence;
}

/** Every parameter of one mechanism. */
export type ParameterTable<Parameters> = {
  readonly [Name in keyof Parameters]: SimulatorParameter<Parameters[Name]>;
};

export const choice = <Value>(...values: readonly Value[]) => ({ kind: 'choice', values }) as const;
export const number = (minimum: number, maximum: number) =>
  ({ kind: 'number', minimum, maximum, isWhole: false }) as const;
export const wholeOrProfile = (minimum: number, maximum: number) =>
  ({ kind: 'number', minimum, maximum, isWhole: true, orProfile: true }) as const;
export const numberOrProfile = (minimum: number, maximum: number) =>
  ({ kind: 'number', minimum, maximum, isWhole: false, orProfile: true }) as const;
export const whole = (minimum: number, maximum: number) =>
  ({ kind: 'number', minimum, maximum, isWhole: true }) as const;
export const text = (check: (text: string) => string | null = () => null) =>
  ({ kind: 'text', check }) as const;
/** What a parameter without a source says of it. */
export const noSource = 'no public source';
