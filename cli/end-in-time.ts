/** Milliseconds after which a question is given up; an API server itself gives up after 60 s. */
const ANSWER_MS = 65_000;

/** A request of the client library, as far as it is looked at here. */
interface Request {
  setSignal(signal: AbortSignal): void;
}

/** What the client library asks before each request but those for logs that are followed: they stay open. */
interface Authentication<T extends Request> {
  applySecurityAuthentication(request: T): Promise<void>;
}

/** Give up requests that a host which has gone silent would leave open for as long as TCP does. */
export function endInTime<T extends Request>(config: Authentication<T>, answerMs: number = ANSWER_MS): void {
  const authenticate = config.applySecurityAuthentication.bind(config);
  config.applySecurityAuthentication = async (request) => {
    await authenticate(request);
    request.setSignal(AbortSignal.timeout(answerMs));
  };
}
