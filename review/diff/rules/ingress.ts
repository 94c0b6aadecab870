import { type ReviewedObject, specOf } from '../../reviewed-object';
import { disappears, not } from '../conditions';
import type { Condition, Rule } from '../rule';
import { gains } from './routes';
import { Source } from './sources';

/** What is read of an Ingress. */
interface IngressSpec {
  readonly defaultBackend?: unknown;
  readonly rules?: readonly { readonly host?: string; readonly http?: { readonly paths?: readonly unknown[] } }[];
  readonly tls?: readonly { readonly hosts?: readonly string[] }[];
}

const specIn = (object: ReviewedObject): IngressSpec => specOf(object);

/** From where to where requests are let in, in whatever order. */
const routesOf = (object: ReviewedObject): string[] => {
  const { defaultBackend, rules = [] } = specIn(object);
  const ruled = rules.flatMap(({ host, http }) => (http?.paths ?? [defaultBackend]).map((path) => [host, path]));
  return [...ruled, ...(defaultBackend === undefined ? [] : [['*', defaultBackend]])].map((one) => JSON.stringify(one));
};

/** Hosts that are answered without TLS; the empty one is any. An entry without hosts is about all of them. */
const plainHosts = (object: ReviewedObject): string[] => {
  const { defaultBackend, rules = [], tls = [] } = specIn(object);
  const hosts = [...rules.map(({ host = '' }) => host), ...(defaultBackend === undefined ? [] : [''])];
  return hosts.filter((host) => !tls.some((one) => !one.hosts?.length || one.hosts.some((name) => covers(name, host))));
};

/** A certificate for `*.example.com` is good for one label in place of the star. */
const covers = (name: string, host: string): boolean =>
  name === host || (name.startsWith('*.') && host.replace(/^[^.]+/, '*') === name);

const losesTls = gains(plainHosts);
const opens = gains(routesOf);

const isSetting: Condition = ({ path }) => /ingress/.test(path.at(-1) ?? '');

const OPENED = {
  verdict: 'wider-rights',
  means: 'requests from outside the cluster come to a Service that they did not come to',
  source: Source.INGRESS,
} as const;

const PLAIN = {
  verdict: 'wider-rights',
  means: 'a host is answered without TLS: what is sent can be read on the way',
} as const;

/** What a change of an Ingress comes to. */
export const INGRESS_RULES: readonly Rule[] = [
  ...['spec.rules.**', 'spec.defaultBackend.**'].flatMap((path): Rule[] => [
    { path, when: (change, pair) => opens(change, pair) && losesTls(change, pair), ...OPENED, also: PLAIN },
    { path, when: opens, ...OPENED },
    {
      path,
      verdict: 'in-place',
      means: 'no more requests from outside the cluster come to a Service than did',
      source: Source.INGRESS,
    },
  ]),
  { path: 'spec.tls.**', when: losesTls, ...PLAIN, source: Source.INGRESS_TLS },
  {
    path: 'spec.tls[*].secretName',
    when: not(disappears),
    verdict: 'credential-reference',
    means: 'hosts show another certificate',
    source: Source.INGRESS_TLS,
  },
  {
    path: 'spec.ingressClassName',
    when: (_, { base }) => routesOf(base).length > 0,
    verdict: 'wider-rights',
    means: 'another controller lets requests in, from where it listens',
    source: Source.INGRESS,
  },
  {
    path: 'metadata.annotations.*',
    when: isSetting,
    verdict: 'wider-rights',
    means: 'a controller of Ingresses reads another setting: who may connect, and how, may be otherwise',
    source: Source.INGRESS,
  },
];
