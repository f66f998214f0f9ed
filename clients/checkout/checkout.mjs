// The story of the page: an order is placed, its buyer taken to the hold, and its shop to the end.
import { ApiProblem, pause, placeOrder, readOrder, storeCard, takeKey, tellOrder } from './api.mjs';
import { showBuyersStep, showNewOrder, showWait } from './buyer-steps.mjs';
import { cardErrors, forgetCard, prepareCardForm, readCard } from './card-form.mjs';
import { isWaiting, showOrder } from './order-panel.mjs';
import { alarm, block, clearErrors, input, showErrors, showStep } from './page.mjs';
import { showProblem } from './problems.mjs';
import { paisaOf } from './words.mjs';

/** @typedef {import('./api.mjs').Order} Order */
/** @typedef {import('./api.mjs').Answer} Answer */

const REFERENCE = /^[A-Za-z0-9_-]{1,50}$/;
const AMOUNT_WANTED = 'Enter an amount such as 1100 or 1100.50.';
const LONGEST_PAUSE_MS = 10_000;
/** Looks at an order that has not moved yet, though it will: after a 202, or a return from the bank. */
const PATIENCE = 5;

/** @type {Order | undefined} as last seen */
let order;
/** @type {number} who follows the order: a later one takes over */
let follower = 0;
/** Whether the last look at the order found nobody to answer. */
let isLost = false;

window.addEventListener('hashchange', () => void (takeKey() && location.reload()));
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && order) void follow(order.reference, 1);
});
start();

function start() {
  if (!takeKey()) return showStep('key');
  prepareCardForm();
  listen();
  const asked = new URLSearchParams(location.search);
  const reference = asked.get('holdfast_reference') ?? asked.get('reference') ?? '';
  if (!REFERENCE.test(reference)) return showNewOrder();
  // `holdfast_state` is there when the buyer comes back from the bank. It is a hint: the order itself is asked.
  history.replaceState(null, '', `?reference=${reference}`);
  showWait();
  void follow(reference, asked.has('holdfast_state') ? PATIENCE : 1);
}

function listen() {
  const tell = (/** @type {string} */ what, /** @type {object} */ body) => async () => tellOrder(shown(), what, body);
  const reason = 'asked for on the checkout page';
  onAct('step-pay', 'submit', () => (order ? payAgain() : placeNew()));
  onAct('step-otp', 'submit', submitOtp);
  onAct('resend-button', 'click', tell('otp/resend', {}));
  onAct('deliver', 'click', tell('delivery', {}));
  onAct('capture-all', 'click', tell('capture', {}));
  onAct('capture-form', 'submit', capturePart);
  onAct('extend-form', 'submit', async () =>
    tellOrder(shown(), 'extend', { decideBy: input('decide-by').value.trim() }),
  );
  onAct('cancel', 'click', tell('cancel', { reason }));
}

const shown = () => order?.reference ?? '';

/**
 * One act at a time: a second click while the first is under way is no second wish.
 * @param {string} id
 * @param {'click' | 'submit'} event
 * @param {() => Promise<Answer | undefined>} act nothing: the reader has to mend something first
 */
function onAct(id, event, act) {
  block(id).addEventListener(event, (happening) => {
    happening.preventDefault();
    if (document.body.getAttribute('aria-busy') === 'true') return;
    document.body.setAttribute('aria-busy', 'true');
    clearErrors();
    void act()
      .then((answer) => answer && receive(answer))
      .catch((/** @type {unknown} */ error) => onProblem(error, id))
      .finally(() => document.body.removeAttribute('aria-busy'));
  });
}

/** @param {Answer} answer */
function receive({ isAnswered, order: seen }) {
  // Accepted, and nobody could look: the order that is shown goes on.
  const { reference } = seen ?? { reference: shown() };
  history.replaceState(null, '', `?reference=${reference}`);
  if (seen) see(seen);
  void follow(reference, isAnswered ? 0 : PATIENCE);
}

/**
 * @param {unknown} error
 * @param {string} id of what was acted on
 */
function onProblem(error, id) {
  if (!(error instanceof ApiProblem)) throw error;
  if (error.status === 401) showStep('key');
  if (error.order) see(error.order);
  // The order is not as the page showed it, or its next step has changed.
  if (order && error.status !== 401) void follow(order.reference, error.order ? 0 : 1);
  showProblem(error, id);
}

/**
 * Shows what is known of the order; a glance is not enough.
 * @param {import('./api.mjs').Order | import('./api.mjs').Glance} seen
 */
function see(seen) {
  if (!('ledger' in seen)) return;
  order = seen;
  showOrder(seen, () => void follow(seen.reference, 1));
}

/**
 * Reads the order, with growing pauses, until there is something to do or nothing more to come.
 * @param {string} reference
 * @param {number} patience how often to look at an order that has not moved
 */
async function follow(reference, patience) {
  const mine = (follower += 1);
  const first = order;
  for (let round = 0; ; round += 1) {
    const hasMoved = order?.timeline.length !== first?.timeline.length || order?.state !== first?.state;
    if (order && !isWaiting(order) && (hasMoved || round >= patience)) return showBuyersStep(order);
    if (!order || isWaiting(order)) showWait(order);
    await pause(round === 0 ? 300 : Math.min(800 * 1.4 ** round, LONGEST_PAUSE_MS));
    if (mine !== follower) return;
    if (!(await look(reference))) return;
  }
}

/**
 * @param {string} reference
 * @returns {Promise<boolean>} whether it is worth looking again
 */
async function look(reference) {
  try {
    see(await readOrder(reference));
    if (isLost) alarm();
    isLost = false;
    return true;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    alarm(error.message, error.advice);
    isLost = error.status === 0 || error.status >= 500;
    if (error.status === 401) showStep('key');
    else if (!isLost && !order) showNewOrder();
    return isLost;
  }
}

/** @returns {Promise<Answer | undefined>} */
async function placeNew() {
  const isHosted = input('checkout-hosted').checked;
  const value = paisaOf(input('amount').value);
  const reference = input('reference').value.trim();
  const errors = {
    ...(value === undefined && { amount: AMOUNT_WANTED }),
    ...(!REFERENCE.test(reference) && { reference: '1 to 50 letters, digits, _ or -' }),
    ...(isHosted ? {} : cardErrors()),
  };
  showErrors(errors);
  if (Object.keys(errors).length > 0) return undefined;
  const card = isHosted ? {} : await keepCard();
  const returnUrl = new URL('./', location.href).href;
  const amount = { value, currency: 'INR' };
  return placeOrder({ reference, amount, checkout: isHosted ? 'hosted' : 'seamless', ...card, returnUrl });
}

/** @returns {Promise<Answer | undefined>} */
async function payAgain() {
  const errors = cardErrors();
  showErrors(errors);
  return Object.keys(errors).length > 0 ? undefined : tellOrder(shown(), 'payments', await keepCard());
}

/** The card's only way; from here on this page knows a reference. */
async function keepCard() {
  const { cardRef } = await storeCard(readCard());
  forgetCard();
  return { cardRef };
}

/** @returns {Promise<Answer | undefined>} */
async function submitOtp() {
  const otp = input('otp').value.replace(/\s/g, '');
  if (!/^\d{4,8}$/.test(otp)) {
    showErrors({ otp: 'Enter the 4 to 8 digits that your bank has sent.' });
    return undefined;
  }
  input('otp').value = '';
  return tellOrder(shown(), 'otp', { otp });
}

/** @returns {Promise<Answer | undefined>} */
async function capturePart() {
  const value = paisaOf(input('capture-amount').value);
  if (value === undefined) {
    showErrors({ 'capture-amount': AMOUNT_WANTED });
    return undefined;
  }
  return tellOrder(shown(), 'capture', { amount: { value, currency: 'INR' } });
}
