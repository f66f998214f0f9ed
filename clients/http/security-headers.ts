/** Of every answer. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Of every answer but the documentation page, which brings its own. */
export const CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** Of answers of which nothing is to be kept, and of those that reach no hook: nothing is known of such a request. */
export const strictHeaders = (requestId: string) => ({
  ...SECURITY_HEADERS,
  'content-security-policy': CONTENT_POLICY,
  'cache-control': 'no-store',
  'x-request-id': requestId,
});
