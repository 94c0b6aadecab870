/**
 * Codes of OpenSSL for a certificate whose authority is not known here.
 *
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** Whether a connection failed since nobody who is known here vouches for the other side. */
export const isUntrusted = (error: Error): boolean => UNTRUSTED.test((error as NodeJS.ErrnoException).code ?? '');

/** Why nothing was heard of a Redis, for people. */
export const silence = (where: string, error: Error): string =>
  isUntrusted(error)
    ? `Redis at ${where} must have a certificate that is trusted here, got one with the error '${error.message}': ` +
      'let NODE_EXTRA_CA_CERTS name a file with the certificate of its authority'
    : `Redis at ${where} must answer: ${error.message}`;
