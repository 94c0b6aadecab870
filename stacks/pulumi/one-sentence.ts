import * as pulumi from '@pulumi/pulumi';

/**
 * An error that people are told in one sentence. It has no stack: nobody is shown it, yet the SDK lays it out with
 * Node's `inspect`, which on frames of a scoped package takes half a minute of processor time (Node 20.20).
 */
export const oneSentence = (message: string): pulumi.RunError =>
  Object.assign(new pulumi.RunError(message), { stack: undefined });
