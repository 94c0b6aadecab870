/**
 * OpenSSL's error codes for a certificate from an unknown authority.
 *
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/** Whether a connection failed because the other side's certificate authority is not trusted here. */
export const isUntrusted = (error: Error): boolean => UNTRUSTED.test((error as NodeJS.ErrnoException).code ?? '');

/** Why a Redis cannot be reached, in a message for people. */
export const silence = (where: string, error: Error): string =>
  isUntrusted(error)
    ? `Redis at ${where} must have a certificate that is trusted here, got one with the error '${error.message}': ` +
      'let NODE_EXTRA_CA_CERTS name a file with the certificate of its authority'
    : `Redis at ${where} must answer: ${error.message}`;
