/*
 * Names that Kubernetes allows.
 */

/** Object name: a DNS subdomain. */
export const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Key of a ConfigMap or Secret: a file name. */
export const KEY = /^(?!\.{1,2}$)[-._a-zA-Z0-9]{1,253}$/;
