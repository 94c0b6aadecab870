import type { AgentTimeout, CaptureStreams, CircuitBreaker, ErrorPolicy, OnFailure, Step } from '../workflow';

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
  policy: 'per-agent',
  graceSeconds: 30,
  action: 'dlq',
};

/** Executions of a step that a handler is to repair. */
export const DEFAULT_ATTEMPTS = 3;

/** `on_failure` with what the format says where nothing else is given. */
export const plainOnFailure = (onFailure: Pick<OnFailure, 'position'> & Partial<OnFailure>): OnFailure => ({
  handler: [],
  strategy: 'recovery',
  maxAttempts: DEFAULT_ATTEMPTS,
  failWorkflow: false,
  commitRequired: true,
  timeoutSeconds: undefined,
  capture: {},
  handlerFailureFatal: false,
  ...onFailure,
});

/** Where a retry says nothing: pauses of 1, 2, 4, … seconds, at most 30. */
export const DEFAULT_RETRY = { attempts: 3, initialMs: 1000, maxDelayMs: 30_000, base: 2 } as const;

/** How much of a pause chance changes where `jitter` is true and no factor is given. */
export const DEFAULT_JITTER = 0.3;

/** `circuit_breaker` where its keys say nothing. */
export const DEFAULT_BREAKER: CircuitBreaker = {
  failureThreshold: 5,
  successThreshold: 3,
  timeoutMs: 30_000,
  halfOpenRequests: 3,
};
