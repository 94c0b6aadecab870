/** Timeout of a request in milliseconds; API servers themselves give up after 60 s. */
const ANSWER_MS = 65_000;

/** The part of the client library's request that is used here. */
interface Request {
  setSignal(signal: AbortSignal): void;
}

/** The client library calls this before each request except for followed logs, which stay open. */
interface Authentication<T extends Request> {
  applySecurityAuthentication(request: T): Promise<void>;
}

/** Time out requests that a silent host would otherwise leave open for as long as TCP does. */
export function endInTime<T extends Request>(config: Authentication<T>, answerMs: number = ANSWER_MS): void {
  const authenticate = config.applySecurityAuthentication.bind(config);
  config.applySecurityAuthentication = async (request) => {
    await authenticate(request);
    request.setSignal(AbortSignal.timeout(answerMs));
  };
}
