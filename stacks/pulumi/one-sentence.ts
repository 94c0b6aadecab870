import * as pulumi from '@pulumi/pulumi';

/**
 * An error shown to people as one sentence. It has no stack: nobody sees it, yet the SDK formats it with Node's
 * `inspect`, which takes half a minute of CPU time on frames of a scoped package (Node 20.20).
 */
export const oneSentence = (message: string): pulumi.RunError =>
  Object.assign(new pulumi.RunError(message), { stack: undefined });
