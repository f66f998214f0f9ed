// The API, asked with the key that the page was opened with.

/** @typedef {import('../orders').TrackedOrder} TrackedOrder */
/** @typedef {Omit<TrackedOrder, 'workflow'> & Partial<TrackedOrder>} Order a problem holds it without its workflow */
/** @typedef {import('../orders').OrderGlance} Glance what can be known of an order while no worker answers */
/** @typedef {{ field: string, reason: string }} FieldError */
/** @typedef {{ number: string, expiryMonth: string, expiryYear: string, cvv: string, name?: string }} Card */
/** @typedef {{ isAnswered: boolean, order: Order | Glance | null }} Answer `isAnswered: false`: 202, accepted, it goes on by itself */

const KEY = 'holdfast-api-key';
/** For tries after the first: the same request under the same key is carried out once. */
const RETRY_AFTER_MS = [1_000, 3_000];
const ANSWER_WITHIN_MS = 15_000;
const MAY_PASS = [500, 503];

/** An answer of the API that is no success, or none at all (status 0). */
export class ApiProblem extends Error {
  /** @param {{ type?: string, title: string, status: number, advice?: string, detail?: string, errors?: FieldError[], order?: Order | Glance }} problem */
  constructor({ type = '', title, status, advice = '', detail, errors = [], order }) {
    super(detail ?? title);
    this.slug = type.split(':').at(-1);
    this.status = status;
    this.advice = advice;
    this.errors = errors;
    this.order = order;
  }
}

/** Takes the key out of the address, where it would be seen, and keeps it as long as the tab is open. */
export function takeKey() {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(KEY) !== null;
}

/** @param {string} reference */
const routeOf = (reference) => `/v1/orders/${encodeURIComponent(reference)}`;

/**
 * @param {Card} card
 * @returns {Promise<{ cardRef: string, last4: string }>}
 */
export async function storeCard(card) {
  return /** @type {{ cardRef: string, last4: string }} */ ((await ask('POST', '/v1/cards', card)).body);
}

/**
 * @param {object} order
 * @returns {Promise<Answer>}
 */
export const placeOrder = async (order) => answerOf(await ask('POST', '/v1/orders', order));

/**
 * @param {string} reference
 * @param {string} what as in `POST /v1/orders/{reference}/{what}`
 * @param {object} [body]
 * @returns {Promise<Answer>}
 */
export const tellOrder = async (reference, what, body = {}) =>
  answerOf(await ask('POST', `${routeOf(reference)}/${what}`, body));

/**
 * @param {string} reference
 * @returns {Promise<Order>}
 */
export const readOrder = async (reference) => /** @type {Order} */ ((await ask('GET', routeOf(reference))).body);

/**
 * @param {{ status: number, body: unknown }} answer
 * @returns {Answer}
 */
const answerOf = ({ status, body }) =>
  status === 202
    ? { isAnswered: false, order: /** @type {{ order: Order | Glance | null }} */ (body).order }
    : { isAnswered: true, order: /** @type {Order} */ (body) };

/**
 * @param {'GET' | 'POST'} method
 * @param {string} route
 * @param {object} [body]
 * @throws {ApiProblem}
 */
async function ask(method, route, body) {
  const request = {
    method,
    headers: {
      authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ''}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
  };
  for (const pauseMs of RETRY_AFTER_MS) {
    const answer = await attempt(route, request);
    // A read is repeated by whoever follows the order.
    if (!(answer instanceof ApiProblem)) return answer;
    if (method === 'GET' || !(answer.status === 0 || MAY_PASS.includes(answer.status))) throw answer;
    await pause(pauseMs);
  }
  const last = await attempt(route, request);
  if (last instanceof ApiProblem) throw last;
  return last;
}

/**
 * @param {string} route
 * @param {RequestInit} request
 * @returns {Promise<{ status: number, body: unknown } | ApiProblem>}
 */
async function attempt(route, request) {
  try {
    const reply = await fetch(route, { ...request, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const body = await reply.json();
    return reply.ok ? { status: reply.status, body } : new ApiProblem(body);
  } catch {
    return new ApiProblem({
      title: 'The API does not answer',
      status: 0,
      advice: 'Try again in a moment. What was asked for before may have been carried out.',
    });
  }
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
