import { z } from 'zod';
import { Limit } from '../contract/limits';
import { isQuantity } from '../contract/quantity';

/* Schemas of single facts. Each error text completes "'<fact>' must …": the rule, a colon, the way out. */

/** Where the facts are documented. */
export const FACTS = 'see contract/cluster-facts.ts';

const text = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error });

/** A group of related facts. */
export const group = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, { error: `be a group of facts: ${FACTS}` });

/** A DNS label: Kubernetes' rule for namespaces, used here for folder and stack names too. */
export const label = text(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'be lower-case letters, digits and dashes, at most 63: name it as Kubernetes names a namespace',
);

/** Name of a Kubernetes object, a DNS subdomain. */
export const objectName = text(
  /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  'be lower-case letters, digits, dashes and dots, at most 253: name it as Kubernetes does',
);

export const storageClass = text(
  /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  'name a StorageClass: kubectl get storageclass lists them',
);

const QUANTITY = 'be a Kubernetes quantity: write 500m, 2, 512Mi or 20Gi';
export const quantity = z.string({ error: QUANTITY }).refine(isQuantity, { error: QUANTITY });

export const version = text(
  /^1\.[1-9][0-9]?$/,
  'be a version of Kubernetes in quotes, major and minor: kubectl version shows it',
);

export const crd = text(
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/,
  'be the full name of a CustomResourceDefinition: kubectl get crd lists them',
);

export const currency = text(/^[A-Z]{3}$/, 'be a currency of three capital letters: write USD or EUR');

export const secretKey = text(
  /^[-._a-zA-Z0-9]{1,253}$/,
  'be letters, digits, dashes, underscores and dots: name a key, never its value',
);

export const variable = text(/^[A-Za-z_]\w*$/, 'name an environment variable: name it, never write its value');

export const httpUrl = text(
  /^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[\w./-]*)?$/,
  'be an HTTP address without credentials: write http://otel-collector.monitoring:4318',
);

export const someText = text(/^[^\0]*\S[^\0]*$/, `be text: ${FACTS}`);

export const flag = z.boolean({ error: 'be true or false: write it without quotes' });

export const count = (max: number) =>
  z
    .number({ error: `be an integer from 1 to ${max}: write it without quotes` })
    .refine((value) => Number.isInteger(value) && value >= 1 && value <= max, {
      error: `be an integer from 1 to ${max}: see Limit in contract/limits.ts`,
    });

/** Largest quota of pods, and of claims: ten runs of maximum size. */
export const MAX_OBJECTS = 10 * Limit.AGENTS;

const PRICE = 'be a number from 0: write it without quotes and currency';
export const price = z.number({ error: PRICE }).min(0, { error: PRICE });

const SHARE = 'be a number from 0 to 1: write 0.7 for 70 percent';
export const share = z.number({ error: SHARE }).min(0, { error: SHARE }).max(1, { error: SHARE });

export const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `be one of ${values.join(', ')}: ${FACTS}` });

export const list = <T extends z.ZodType>(of: T) => z.array(of, { error: `be a list: ${FACTS}` });

/** Facts under names that their author chooses. */
export const named = <K extends z.ZodString, V extends z.ZodType>(name: K, of: V) =>
  z.record(name, of, { error: `be facts by name: ${FACTS}` });
