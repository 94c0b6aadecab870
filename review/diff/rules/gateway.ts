import { type ReviewedObject, specOf } from '../../reviewed-object';
import { disappears, not } from '../conditions';
import type { Rule } from '../rule';
import { gains } from './routes';
import { Source } from './sources';

/** What is read of a route of the Gateway API. */
interface RouteSpec {
  readonly parentRefs?: readonly unknown[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly {
    readonly matches?: readonly unknown[];
    readonly filters?: readonly unknown[];
    readonly backendRefs?: readonly { readonly weight?: number }[];
  }[];
}

/** Without hostnames, or matches, a route is about all of them. */
const orAny = (list: readonly unknown[] | undefined): readonly unknown[] => (list?.length ? list : ['*']);

/** Through which Gateway, for which requests, and to whom, in whatever order. */
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

/** What a change of a route of the Gateway API comes to. */
export const ROUTE_RULES: readonly Rule[] = [
  {
    path: 'spec.**',
    when: gains(routesOf),
    verdict: 'wider-rights',
    means: 'requests that a Gateway takes come to a Service that they did not come to, or otherwise',
    source: Source.GATEWAY,
  },
  {
    path: 'spec.**',
    verdict: 'in-place',
    means: 'no more requests come to a Service than did',
    source: Source.GATEWAY,
  },
];

/** What a change of a Gateway comes to. */
export const GATEWAY_RULES: readonly Rule[] = [
  {
    path: 'spec.**',
    when: not(disappears),
    verdict: 'wider-rights',
    means: 'a Gateway takes requests, or lets routes use it, that it did not',
    source: Source.GATEWAY,
  },
];
