import { type ReviewedObject, specOf } from '../../reviewed-object';
import { disappears, not } from '../conditions';
import type { Condition, Rule } from '../rule';
import { gains } from './routes';
import { Source } from './sources';

/** The fields of an Ingress that the rules read. */
interface IngressSpec {
  readonly defaultBackend?: unknown;
  readonly rules?: readonly { readonly host?: string; readonly http?: { readonly paths?: readonly unknown[] } }[];
  readonly tls?: readonly { readonly hosts?: readonly string[] }[];
}

const specIn = (object: ReviewedObject): IngressSpec => specOf(object);

/** From which hosts and paths to which backends requests are routed, regardless of order. */
const routesOf = (object: ReviewedObject): string[] => {
  const { defaultBackend, rules = [] } = specIn(object);
  const ruled = rules.flatMap(({ host, http }) => (http?.paths ?? [defaultBackend]).map((path) => [host, path]));
  return [...ruled, ...(defaultBackend === undefined ? [] : [['*', defaultBackend]])].map((one) => JSON.stringify(one));
};

/** Hosts served without TLS; the empty host is any. A `tls` entry without hosts covers all of them. */
const plainHosts = (object: ReviewedObject): string[] => {
  const { defaultBackend, rules = [], tls = [] } = specIn(object);
  const hosts = [...rules.map(({ host = '' }) => host), ...(defaultBackend === undefined ? [] : [''])];
  return hosts.filter((host) => !tls.some((one) => !one.hosts?.length || one.hosts.some((name) => covers(name, host))));
};

/** A certificate for `*.example.com` covers exactly one label in place of the asterisk. */
const covers = (name: string, host: string): boolean =>
  name === host || (name.startsWith('*.') && host.replace(/^[^.]+/, '*') === name);

const losesTls = gains(plainHosts);
const opens = gains(routesOf);

const isSetting: Condition = ({ path }) => /ingress/.test(path.at(-1) ?? '');

const OPENED = {
  verdict: 'wider-rights',
  means: 'requests from outside the cluster newly reach a Service',
  source: Source.INGRESS,
} as const;

const PLAIN = {
  verdict: 'wider-rights',
  means: 'a host is served without TLS: traffic can be read in transit',
} as const;

/** Rules for changes of an Ingress. */
export const INGRESS_RULES: readonly Rule[] = [
  ...['spec.rules.**', 'spec.defaultBackend.**'].flatMap((path): Rule[] => [
    { path, when: (change, pair) => opens(change, pair) && losesTls(change, pair), ...OPENED, also: PLAIN },
    { path, when: opens, ...OPENED },
    {
      path,
      verdict: 'in-place',
      means: 'no additional requests from outside the cluster reach a Service',
      source: Source.INGRESS,
    },
  ]),
  { path: 'spec.tls.**', when: losesTls, ...PLAIN, source: Source.INGRESS_TLS },
  {
    path: 'spec.tls[*].secretName',
    when: not(disappears),
    verdict: 'credential-reference',
    means: 'hosts present another certificate',
    source: Source.INGRESS_TLS,
  },
  {
    path: 'spec.ingressClassName',
    when: (_, { base }) => routesOf(base).length > 0,
    verdict: 'wider-rights',
    means: 'another Ingress controller admits the requests, on its own addresses',
    source: Source.INGRESS,
  },
  {
    path: 'metadata.annotations.*',
    when: isSetting,
    verdict: 'wider-rights',
    means: 'a setting of the Ingress controller changes: who may connect, and how, may change',
    source: Source.INGRESS,
  },
];
