/** Value of a variable. */
export type EnvValue = {
  /** Masked wherever the run prints it, whatever kind it is. */
  readonly secret: boolean;
} & (
  | {
      readonly kind: 'text';
      /** Scalars as they are written: `1.10` stays `1.10`. */
      readonly text: string;
    }
  | {
      /** What a shell command prints, without the last line's end. */
      readonly kind: 'command';
      readonly command: string;
      /** Run it once and remember, or for every step anew. */
      readonly cache: boolean;
    }
  | {
      readonly kind: 'conditional';
      readonly condition: string;
      readonly whenTrue: string;
      readonly whenFalse: string;
    }
);

/** Where the value of a secret is found when the run starts; never the value itself. */
export type SecretSource =
  | { readonly provider: 'env'; readonly variable: string }
  | { readonly provider: 'file'; readonly path: string };

/** Variables that belong together. */
export interface Profile {
  readonly description: string | undefined;
  readonly env: Readonly<Record<string, EnvValue>>;
}
