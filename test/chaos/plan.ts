import fc from 'fast-check';

export type Target = 'agent' | 'leader' | 'redis' | 'workspace';

/** Something that happens to a process of the run. */
export interface Strike {
  readonly kind: 'kill' | 'freeze';
  readonly target: Target;
  /** Which agent, where it is one. */
  readonly agent: number;
  /** Milliseconds to wait before. */
  readonly delayMs: number;
  /** How long a freeze lasts. */
  readonly frozenMs: number;
  /** Whether an agent's folder is gone as well, as when its pod is deleted. */
  readonly folderIsLost: boolean;
}

export interface Scale {
  readonly kills: number;
  readonly freezes: number;
  readonly agents: number;
  /** Milliseconds that every freeze takes at least. */
  readonly longerThanMs: number;
  /** What is struck, by chance; who stands here more often is struck more often. */
  readonly targets: readonly Target[];
}

/** So many strikes in an order of chance; equal seeds give equal plans. */
export function planOf({ kills, freezes, agents, longerThanMs, targets }: Scale, seed: number): readonly Strike[] {
  const strike = (kind: Strike['kind']): fc.Arbitrary<Strike> =>
    fc.record({
      kind: fc.constant(kind),
      target: fc.constantFrom(...targets),
      agent: fc.integer({ min: 0, max: agents - 1 }),
      delayMs: fc.integer({ min: 0, max: 600 }),
      frozenMs: fc.integer({ min: longerThanMs, max: longerThanMs + 1500 }),
      folderIsLost: fc.boolean(),
    });
  const all = fc
    .tuple(
      fc.array(strike('kill'), { minLength: kills, maxLength: kills, size: 'max' }),
      fc.array(strike('freeze'), { minLength: freezes, maxLength: freezes, size: 'max' }),
    )
    .map((both) => both.flat())
    .chain((strikes) => fc.shuffledSubarray(strikes, { minLength: strikes.length }));
  return fc.sample(all, { seed, numRuns: 1 })[0] as readonly Strike[];
}
