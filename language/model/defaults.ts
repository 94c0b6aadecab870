import type { AgentTimeout, CaptureStreams, ErrorPolicy, OnFailure, Step } from '../workflow';

/** What is kept of an output beside its text where the file says nothing. */
export const DEFAULT_STREAMS: CaptureStreams = {
  stdout: true,
  stderr: false,
  exitCode: true,
  success: true,
  duration: true,
};

/** A step that has no more than its command, and what else is given. */
export const plainStep = (step: Pick<Step, 'label' | 'command' | 'position' | 'keys'> & Partial<Step>): Step => ({
  id: undefined,
  when: undefined,
  commitRequired: false,
  capture: undefined,
  outputs: {},
  outputFile: undefined,
  timeoutSeconds: undefined,
  workingDir: undefined,
  env: {},
  retry: undefined,
  onFailure: undefined,
  onSuccess: [],
  onExitCode: {},
  validate: undefined,
  stepValidate: undefined,
  autoCommit: false,
  commit: undefined,
  ...step,
});

/** Where the file has no `error_policy`. */
export const DEFAULT_POLICY: ErrorPolicy = {
  onItemFailure: 'dlq',
  continueOnFailure: true,
  maxFailures: undefined,
  failureThreshold: undefined,
  errorCollection: 'aggregate',
  circuitBreaker: undefined,
  retry: undefined,
};

/** Where `map` has no `timeout_config`. */
export const DEFAULT_TIMEOUT: AgentTimeout = {
  agentSeconds: undefined,
  commandSeconds: {},
  policy: 'hybrid',
  graceSeconds: 30,
  action: 'dlq',
};

/** `on_failure` with what the format says where nothing else is given. */
export const plainOnFailure = (onFailure: Pick<OnFailure, 'position'> & Partial<OnFailure>): OnFailure => ({
  handler: [],
  strategy: 'recovery',
  maxAttempts: 3,
  failWorkflow: false,
  commitRequired: true,
  timeoutSeconds: undefined,
  capture: {},
  handlerFailureFatal: false,
  ...onFailure,
});
