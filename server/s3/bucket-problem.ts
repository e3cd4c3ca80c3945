/** What the service answered with; null where it did not. */
export function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return null;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}

const BY_NAME: Readonly<Record<string, string>> = {
  AccessDenied: 'these credentials may not do that. docs/s3.md lists what they need.',
  InvalidAccessKeyId: 'the service does not know the access key. Check S3_ACCESS_KEY_ID.',
  NoSuchBucket: 'there is no such bucket. Make it, or check TARGET and S3_ENDPOINT.',
  QuotaExceeded: 'its quota is used up. Raise it, or free some space.',
  SignatureDoesNotMatch:
    'the service does not accept the signature. Check S3_SECRET_ACCESS_KEY and S3_REGION, and the clock of this machine.',
};

/** Of sockets, names and certificates; those of a disk are others. */
const NETWORK =
  /^(ECONN\w+|ENOTFOUND|EAI_\w+|ETIMEDOUT|EPIPE|EPROTO|EHOSTUNREACH|ENETUNREACH|ERR_(TLS|SSL)_\w+|\w*CERT\w*)$/;

/** In words for people what kept a request from being answered as it should; null for what is no matter of the service. */
export function describeBucketProblem(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const known = BY_NAME[error.name];
  if (known !== undefined) return known;
  if (/CredentialsProvider|TokenProvider/.test(error.name))
    return 'there are no credentials. Set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or give this machine a role.';
  const status = statusOf(error);
  if (status === 403) return BY_NAME['AccessDenied'] ?? null;
  if (status !== null && status >= 500) return `the service answers with ${status}. It may be overloaded.`;
  if (status !== null) return `the service answers ${status} (${error.name}).`;
  const code = 'code' in error ? String(error.code) : '';
  const isAway = NETWORK.test(code) || /^(TimeoutError|AbortError|NetworkingError)$/.test(error.name);
  return isAway ? `the service cannot be reached (${code || error.name}).` : null;
}
