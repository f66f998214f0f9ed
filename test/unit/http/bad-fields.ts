import { CARD, ORDER } from './edge-fixture';

export interface BadInput {
  readonly claim: string;
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly problem: string;
  readonly fields?: readonly string[];
}

const without = (body: object, field: string): object =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));

const card = (claim: string, change: object, ...fields: string[]): BadInput => ({
  claim: `a card with ${claim}`,
  url: '/v1/cards',
  body: { ...CARD, ...change },
  status: 400,
  problem: 'invalid-request',
  fields,
});

const order = (claim: string, change: object, ...fields: string[]): BadInput => ({
  claim: `an order with ${claim}`,
  url: '/v1/orders',
  body: { ...ORDER, ...change },
  status: 400,
  problem: 'invalid-request',
  fields,
});

const said = (claim: string, path: string, body: unknown, ...fields: string[]): BadInput => ({
  claim,
  url: `/v1/orders/ORD-1/${path}`,
  body,
  status: 400,
  problem: 'invalid-request',
  fields,
});

const listed = (query: string, ...fields: string[]): BadInput => ({
  claim: `a list with ${query}`,
  method: 'GET',
  url: `/v1/orders?${query}`,
  status: 400,
  problem: 'invalid-request',
  fields,
});

const amount = (value: unknown, currency: unknown = 'INR') => ({ amount: { value, currency } });
const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_none, index) => [`k${index}`, 'v']));

/** Fields that are not as described. */
export const BAD_FIELDS: readonly BadInput[] = [
  card('a wrong check digit', { number: '4012001037141113' }, 'number'),
  card('too few digits', { number: '40120010371' }, 'number'),
  card('too many digits', { number: '40120010371411124444' }, 'number'),
  card('a leading zero', { number: '0000000000000000' }, 'number'),
  card('letters', { number: '4012x01037141112' }, 'number'),
  card('a number that is no string', { number: 4012001037141112 }, 'number'),
  card('month 13', { expiryMonth: '13' }, 'expiryMonth'),
  card('month 00', { expiryMonth: '00' }, 'expiryMonth'),
  card('a month that has passed', { expiryMonth: '12', expiryYear: '2026' }, 'expiryMonth'),
  card('a year of three digits', { expiryYear: '203' }, 'expiryYear'),
  card('a year far off', { expiryYear: '2099' }, 'expiryYear'),
  card('a CVV of two digits', { cvv: '06' }, 'cvv'),
  card('a CVV of four digits for VISA', { cvv: '0650' }, 'cvv'),
  card('a CVV of three digits for American Express', { number: '378282246310005', cvv: '123' }, 'cvv'),
  card('an empty name', { name: '' }, 'name'),
  card('a blank name', { name: '  ' }, 'name'),
  card('a name of 101 characters', { name: 'x'.repeat(101) }, 'name'),
  card('an unknown field', { pin: '1234' }, 'pin'),
  card('a field whose name is a number', { '4012001037141112': 'x' }, '(unreadable name)'),
  { ...card('no CVV', {}, 'cvv'), body: without(CARD, 'cvv') },
  { ...card('two faults at once', {}, 'number', 'expiryMonth'), body: { ...CARD, number: '1', expiryMonth: '99' } },
  { ...card('nothing at all', {}, 'body'), body: undefined },
  { ...card('a list around it', {}, 'body'), body: [CARD] },

  order('an amount below 100', amount(99), 'amount.value'),
  order('an amount above 100000000', amount(100_000_001), 'amount.value'),
  order('a fraction of a paisa', amount(100.5), 'amount.value'),
  order('an amount as text', amount('1100'), 'amount.value'),
  order('an amount that is no number', amount(null), 'amount.value'),
  order('another currency', amount(1100, 'USD'), 'amount.currency'),
  order('a bare amount', { amount: 1100 }, 'amount'),
  order('an unknown field in the amount', { amount: { value: 1100, currency: 'INR', tax: 1 } }, 'amount.tax'),
  order('an empty reference', { reference: '' }, 'reference'),
  order('a reference of 51 characters', { reference: 'x'.repeat(51) }, 'reference'),
  order('a space in the reference', { reference: 'ORD 1' }, 'reference'),
  order('a slash in the reference', { reference: 'ORD/1' }, 'reference'),
  order('a checkout that there is not', { checkout: 'by telephone' }, 'checkout'),
  order('a card for the page of the gateway', { checkout: 'hosted', cardRef: 'card_x' }, 'cardRef'),
  order('a cardRef of other characters', { cardRef: 'card ref' }, 'cardRef'),
  order('a policy that there is not', { policy: { onDelivery: 'later' } }, 'policy.onDelivery'),
  order('an unknown policy', { policy: { always: true } }, 'policy.always'),
  order('a deadline in words', { policy: { decideBy: 'next week' } }, 'policy.decideBy'),
  order('a deadline without a zone', { policy: { decideBy: '2027-02-01T10:00:00' } }, 'policy.decideBy'),
  order('a deadline of no length', { policy: { decideBy: '0 days' } }, 'policy.decideBy'),
  order('a deadline of 59 s', { policy: { decideBy: '59s' } }, 'policy.decideBy'),
  order('a deadline of 91 days', { policy: { decideBy: '91 days' } }, 'policy.decideBy'),
  order('a deadline that is now', { policy: { decideBy: '2027-01-15T10:00:00Z' } }, 'policy.decideBy'),
  order('a deadline in the year 1', { policy: { decideBy: '0001-01-01T00:00:00Z' } }, 'policy.decideBy'),
  order('a deadline in the year 10000', { policy: { decideBy: '9999-12-31T23:59:59-05:00' } }, 'policy.decideBy'),
  order('a policy that is a list', { policy: [] }, 'policy'),
  order('a customer that is a text', { customer: 'x' }, 'customer'),
  order('a return that is a number', { returnUrl: 1 }, 'returnUrl'),
  order('a return with a backslash', { returnUrl: 'https:\\\\shop.example.com/' }, 'returnUrl'),
  order('a return with a line break', { returnUrl: 'https://shop.example.com/\n' }, 'returnUrl'),
  order('a return to another host', { returnUrl: 'https://evil.example.com/' }, 'returnUrl'),
  order('a return without encryption', { returnUrl: 'http://shop.example.com/' }, 'returnUrl'),
  order('a return with credentials', { returnUrl: 'https://a:b@shop.example.com/' }, 'returnUrl'),
  order('a return that is a script', { returnUrl: 'javascript:alert(1)' }, 'returnUrl'),
  order('eleven pairs of metadata', { metadata: pairs(11) }, 'metadata'),
  order('a long text in the metadata', { metadata: { note: 'x'.repeat(257) } }, 'metadata.note'),
  order('metadata that is a list', { metadata: ['x'] }, 'metadata'),
  order('a long name in the metadata', { metadata: { [`k${'x'.repeat(256)}`]: 'v' } }, 'metadata.(unreadable name)'),
  order('a number in the metadata', { metadata: { note: 1 } }, 'metadata.note'),
  order('no e-mail address', { customer: { email: 'buyer' } }, 'customer.email'),
  order('a long name', { customer: { firstName: 'x'.repeat(51) } }, 'customer.firstName'),
  order('a short mobile number', { customer: { mobileNumber: '123456789' } }, 'customer.mobileNumber'),
  order('an unknown field', { currency: 'INR' }, 'currency'),
  { ...order('no reference', {}, 'reference'), body: without(ORDER, 'reference') },
  { ...order('no amount', {}, 'amount'), body: without(ORDER, 'amount') },
  { ...order('no body', {}, 'body'), body: undefined },
  { ...order('a list as body', {}, 'body'), body: [ORDER] },
  { ...order('broken JSON', {}, 'body'), body: '{"reference":', headers: { 'content-type': 'application/json' } },
  {
    ...order('a prototype in it', {}, 'body'),
    body: '{"__proto__":{"x":1}}',
    headers: { 'content-type': 'application/json' },
  },
  { ...order('a key with spaces', {}, 'idempotency-key'), headers: { 'idempotency-key': 'a b' } },
  { ...order('a key of 256 characters', {}, 'idempotency-key'), headers: { 'idempotency-key': 'k'.repeat(256) } },
  { ...order('an empty key', {}, 'idempotency-key'), headers: { 'idempotency-key': '' } },

  said('a payment without a card', 'payments', {}, 'cardRef'),
  said(
    'a payment with the card itself',
    'payments',
    { cardRef: 'card_1', ...CARD },
    'number',
    'expiryMonth',
    'expiryYear',
    'cvv',
    'name',
  ),
  said('an OTP of three digits', 'otp', { otp: '123' }, 'otp'),
  said('an OTP of nine digits', 'otp', { otp: '123456789' }, 'otp'),
  said('an OTP as a number', 'otp', { otp: 123456 }, 'otp'),
  said('an OTP with letters', 'otp', { otp: '12a456' }, 'otp'),
  said('an OTP with a line break', 'otp', { otp: '123456\n' }, 'otp'),
  said('no OTP', 'otp', {}, 'otp'),
  said('an OTP without a body', 'otp', undefined, 'body'),
  said('a resend that says something', 'otp/resend', { otp: '123456' }, 'otp'),
  said('a delivery that says something', 'delivery', { at: 'now' }, 'at'),
  said('a capture of nothing', 'capture', { amount: { value: 0, currency: 'INR' } }, 'amount.value'),
  said('a capture in another currency', 'capture', { amount: { value: 100, currency: 'EUR' } }, 'amount.currency'),
  said('a cancel without a reason', 'cancel', {}, 'reason'),
  said('a cancel with an empty reason', 'cancel', { reason: '' }, 'reason'),
  said('a cancel with a reason of 201 characters', 'cancel', { reason: 'x'.repeat(201) }, 'reason'),
  said('a cancel with a reason of 202 UTF-16 units', 'cancel', { reason: '😀'.repeat(101) }, 'reason'),
  said('a cancel with a blank reason', 'cancel', { reason: ' \u00a0\u3000' }, 'reason'),
  said('a cancel with a reason of two lines', 'cancel', { reason: 'a\nb' }, 'reason'),
  said('an extension to nowhere', 'extend', {}, 'decideBy'),
  said('an extension of 91 days', 'extend', { decideBy: '91 days' }, 'decideBy'),
  said('an extension to the year 1999', 'extend', { decideBy: '1999-12-31T23:59:59Z' }, 'decideBy'),
  said('a capture that is a list', 'capture', [], 'body'),
  said('a delivery that is a list', 'delivery', [1], 'body'),
  said('an extension to a number', 'extend', { decideBy: 5 }, 'decideBy'),
  said('a recheck by nobody', 'recheck', { reason: 'x' }, 'actor'),
  said('a recheck by a blank actor', 'recheck', { actor: ' ', reason: 'x' }, 'actor'),
  said('a recheck for no reason', 'recheck', { actor: 'support' }, 'reason'),
  said('a recheck of a refund by nobody', 'refunds/REF-1/recheck', { reason: 'x' }, 'actor'),
  said('a resolution of a refund without a body', 'refunds/REF-1/resolve', undefined, 'body'),
  said(
    'a refund resolved as an order is',
    'refunds/REF-1/resolve',
    { as: 'released', actor: 'support', reason: 'x', force: true },
    'as',
    'force',
  ),
  said('a refund resolved for no reason', 'refunds/REF-1/resolve', { as: 'failed', actor: 'support' }, 'reason'),
  said(
    'a lever of a refund that cannot be',
    `refunds/${'x'.repeat(51)}/recheck`,
    { actor: 'support', reason: 'x' },
    'refundReference',
  ),
  {
    ...said('a message to a reference that cannot be', 'delivery', undefined, 'reference'),
    url: '/v1/orders/ORD%201/delivery',
  },
  {
    claim: 'reading a reference that cannot be',
    method: 'GET',
    url: `/v1/orders/${'x'.repeat(51)}`,
    status: 400,
    problem: 'invalid-request',
    fields: ['reference'],
  },

  listed('state=gone', 'state'),
  listed("state=held'%20OR%20'1'='1", 'state'),
  listed('attention=maybe', 'attention'),
  listed('decideBefore=tomorrow', 'decideBefore'),
  listed('decideBefore=9999-12-31T23:59:59-05:00', 'decideBefore'),
  listed('limit=0', 'limit'),
  listed('limit=1&limit=2', 'limit'),
  listed('state=held&state=captured', 'state'),
  listed('limit=201', 'limit'),
  listed('query=1', 'query'),
];
