/** Value of a variable. */
export type EnvValue = {
  /** Whether the value is masked in everything that the run prints. */
  readonly secret: boolean;
} & (
  | {
      readonly kind: 'text';
      /** Scalars as written: `1.10` stays `1.10`. */
      readonly text: string;
    }
  | {
      /** The output of a shell command, without its final newline. */
      readonly kind: 'command';
      readonly command: string;
      /** Whether to run it once and cache the output, or again for every step. */
      readonly cache: boolean;
    }
  | {
      readonly kind: 'conditional';
      readonly condition: string;
      readonly whenTrue: string;
      readonly whenFalse: string;
    }
);

/** Where to read a secret's value when the run starts; never the value itself. */
export type SecretSource =
  | { readonly provider: 'env'; readonly variable: string }
  | { readonly provider: 'file'; readonly path: string };

/** A named set of variables. */
export interface Profile {
  readonly description: string | undefined;
  readonly env: Readonly<Record<string, EnvValue>>;
}
