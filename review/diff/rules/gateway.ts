import { type ReviewedObject, specOf } from '../../reviewed-object';
import { disappears, not } from '../conditions';
import type { Rule } from '../rule';
import { gains } from './routes';
import { Source } from './sources';

/** The fields of a Gateway API route that the rules read. */
interface RouteSpec {
  readonly parentRefs?: readonly unknown[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly {
    readonly matches?: readonly unknown[];
    readonly filters?: readonly unknown[];
    readonly backendRefs?: readonly { readonly weight?: number }[];
  }[];
}

/** Without hostnames or matches, a route covers all of them. */
const orAny = (list: readonly unknown[] | undefined): readonly unknown[] => (list?.length ? list : ['*']);

/** Through which Gateway, for which requests, and to which backends, regardless of order. */
const routesOf = (object: ReviewedObject): string[] => {
  const { parentRefs = [], hostnames, rules = [] } = specOf(object) as RouteSpec;
  const ends = rules.flatMap(({ matches, filters, backendRefs }) =>
    orAny(matches).flatMap((match) => orAny(backendRefs).map((backend) => [match, filters, withoutWeight(backend)])),
  );
  return parentRefs.flatMap((parent) =>
    orAny(hostnames).flatMap((host) => ends.map((end) => JSON.stringify([parent, host, ...end]))),
  );
};

const withoutWeight = (backend: unknown) => ({ ...Object(backend), weight: undefined });

/** Rules for changes of a Gateway API route. */
export const ROUTE_RULES: readonly Rule[] = [
  {
    path: 'spec.**',
    when: gains(routesOf),
    verdict: 'wider-rights',
    means: 'requests of a Gateway newly reach a Service, or reach it in another way',
    source: Source.GATEWAY,
  },
  {
    path: 'spec.**',
    verdict: 'in-place',
    means: 'no additional requests reach a Service',
    source: Source.GATEWAY,
  },
];

/** Rules for changes of a Gateway. */
export const GATEWAY_RULES: readonly Rule[] = [
  {
    path: 'spec.**',
    when: not(disappears),
    verdict: 'wider-rights',
    means: 'a Gateway accepts additional requests or routes',
    source: Source.GATEWAY,
  },
];
