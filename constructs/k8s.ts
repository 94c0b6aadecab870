// The typed objects alone: the package's index loads everything that is built on them, which nothing here uses.
export * as k8s from 'cdk8s-plus-28/lib/imports/k8s';
