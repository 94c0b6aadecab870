/** Keeps a pod's namespaces open. */
export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.9';
/** Debian with Node and git: the base of the agent image, and the image of the cluster's own helper pods. */
export const BASE_IMAGE = 'localhost/prodigy-dev/base:bookworm';
