/** Headers of every answer. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** The policy of every answer but the documentation page, which brings its own. */
export const CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** Headers of answers that nobody may keep, and of those that no hook reaches: nothing is known of their request. */
export const strictHeaders = (requestId: string) => ({
  ...SECURITY_HEADERS,
  'content-security-policy': CONTENT_POLICY,
  'cache-control': 'no-store',
  'x-request-id': requestId,
});
