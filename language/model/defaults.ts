import type { AgentTimeout, CaptureStreams, CircuitBreaker, ErrorPolicy, OnFailure, Step } from '../workflow';

/** What is captured of an output besides its text, by default. */
export const DEFAULT_STREAMS: CaptureStreams = {
  stdout: true,
  stderr: false,
  exitCode: true,
  success: true,
  duration: true,
};

/** A step with only a command and the given fields; all others have their defaults. */
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

/** Used if the file has no `error_policy`. */
export const DEFAULT_POLICY: ErrorPolicy = {
  onItemFailure: 'dlq',
  continueOnFailure: true,
  maxFailures: undefined,
  failureThreshold: undefined,
  errorCollection: 'aggregate',
  circuitBreaker: undefined,
  retry: undefined,
};

/** Used if `map` has no `timeout_config`. */
export const DEFAULT_TIMEOUT: AgentTimeout = {
  agentSeconds: undefined,
  commandSeconds: {},
  policy: 'per-agent',
  graceSeconds: 30,
  action: 'dlq',
};

/** Default number of executions of a step that has a recovery handler. */
export const DEFAULT_ATTEMPTS = 3;

/** `on_failure` with the format's defaults for everything that is not given. */
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

/** Defaults of a retry: delays of 1, 2, 4, … seconds, at most 30. */
export const DEFAULT_RETRY = { attempts: 3, initialMs: 1000, maxDelayMs: 30_000, base: 2 } as const;

/** Random share of a delay if `jitter` is true and no factor is given. */
export const DEFAULT_JITTER = 0.3;

/** Defaults of `circuit_breaker`. */
export const DEFAULT_BREAKER: CircuitBreaker = {
  failureThreshold: 5,
  successThreshold: 3,
  timeoutMs: 30_000,
  halfOpenRequests: 3,
};
