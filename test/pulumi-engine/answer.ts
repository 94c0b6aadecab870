import type { handleUnaryCall, ServiceError } from '@grpc/grpc-js';

const UNKNOWN_ERROR = 2;

/** A call of the protocol by a function; what that throws is what the engine is told. */
export const answer =
  <Request, Response>(work: (asked: Request) => Promise<Response>): handleUnaryCall<Request, Response> =>
  (call, callback) =>
    void work(call.request).then(
      (response) => callback(null, response),
      (error: Error) => callback({ code: UNKNOWN_ERROR, details: error.message } as ServiceError),
    );
