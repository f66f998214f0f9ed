// What the buyer has to do next: a card, a one-time password, or a walk to the bank.
import { countDown } from './countdown.mjs';
import { announce, block, input, keepFocus, part, say, showStep } from './page.mjs';
import { rupees, waitSentence } from './words.mjs';

/** @typedef {import('./api.mjs').Order} Order */
/** @typedef {NonNullable<Order['nextAction']>} NextAction */

const PAY_BUTTON = { seamless: 'Pay', hosted: 'Go to the gateway’s page', again: 'Pay with this card' };

/** From then on the buyer is told how many are left. */
const FEW_ATTEMPTS = 2;

/** An empty order, with a reference of its own. */
export function showNewOrder() {
  input('reference').value = `TRY-${crypto.randomUUID().slice(0, 8).toUpperCase()}`;
  for (const id of ['checkout-seamless', 'checkout-hosted']) input(id).addEventListener('change', showChoice);
  showChoice();
  showStep('pay');
}

/** A hosted checkout takes the card elsewhere. */
function showChoice() {
  const isHosted = input('checkout-hosted').checked;
  block('card').hidden = isHosted;
  block('pay-hint').hidden = isHosted;
  block('pay-button').textContent = isHosted ? PAY_BUTTON.hosted : PAY_BUTTON.seamless;
}

/** @param {Order} [order] none: it is not known yet */
export function showWait(order) {
  say('wait-note', order ? waitSentence(order.waitingFor) : 'The order is being looked at.');
  showStep('wait');
}

/** @param {Order} order */
export function showBuyersStep(order) {
  const { nextAction } = order;
  if (nextAction?.type !== 'submitOtp') for (const id of ['resend-countdown', 'otp-countdown']) countDown(id, null);
  if (!nextAction) return showStep('none');
  if (nextAction.type === 'submitOtp') return showOtp(order, nextAction);
  if (nextAction.type === 'redirect') return showBank(order, nextAction.url);
  return showAnotherCard(order, nextAction);
}

/**
 * @param {Order} order
 * @param {NextAction & { type: 'submitOtp' }} action
 */
function showOtp({ amount }, { resendAfter, attemptsLeft, submitAfter }) {
  const isUsedUp = attemptsLeft === 0;
  const left = attemptsLeft <= FEW_ATTEMPTS ? ` ${triesLeft(attemptsLeft)}` : '';
  block('otp-note').textContent = isUsedUp
    ? 'This password can no longer be entered: have a new one sent.'
    : `Your bank has sent a password for the payment of ${rupees(amount)}.${left}`;
  keepFocus('heading-otp', () => {
    showEntry(isUsedUp, submitAfter ?? null);
    showResend(resendAfter);
  });
  showStep('otp');
}

/**
 * @param {boolean} isUsedUp
 * @param {string | null} submitAfter after several wrong ones: when the next one is taken
 */
function showEntry(isUsedUp, submitAfter) {
  const isRunning = !isUsedUp && submitAfter !== null && Date.parse(submitAfter) > Date.now();
  const close = (/** @type {boolean} */ isClosed) => {
    input('otp').disabled = isClosed;
    part('otp-button', HTMLButtonElement).disabled = isClosed;
  };
  close(isUsedUp || isRunning);
  block('otp-wait').hidden = !isRunning;
  countDown('otp-countdown', isRunning ? submitAfter : null, () => {
    close(false);
    block('otp-wait').hidden = true;
    announce('The password can be entered now.');
  });
}

/** @param {string | null} resendAfter */
function showResend(resendAfter) {
  const isRunning = resendAfter !== null && Date.parse(resendAfter) > Date.now();
  block('resend').hidden = resendAfter === null;
  part('resend-button', HTMLButtonElement).disabled = isRunning;
  block('resend-wait').hidden = !isRunning;
  countDown('resend-countdown', isRunning ? resendAfter : null, () => {
    part('resend-button', HTMLButtonElement).disabled = false;
    block('resend-wait').hidden = true;
    announce('A new password can be sent now.');
  });
}

/**
 * @param {Order & { checkout?: unknown }} order
 * @param {string} url
 */
function showBank({ amount, checkout }, url) {
  const isHosted = checkout === 'hosted' || input('checkout-hosted').checked;
  const where = isHosted ? 'the gateway’s page' : 'your bank';
  block('heading-bank').textContent = isHosted ? 'Pay on the gateway’s page' : 'Confirm the payment with your bank';
  block('bank-note').textContent = isHosted
    ? `The gateway asks for the card that pays ${rupees(amount)}.`
    : `Your bank asks whether the payment of ${rupees(amount)} is yours.`;
  const link = part('bank-link', HTMLAnchorElement);
  link.textContent = `Continue to ${where}`;
  // Whatever an answer holds, this page leads to web pages only.
  if (/^https?:\/\//.test(url)) link.href = url;
  showStep('bank');
}

/**
 * @param {Order} order
 * @param {object} action
 */
function showAnotherCard({ decline }, action) {
  const left =
    'attemptsLeft' in action && typeof action.attemptsLeft === 'number' ? triesLeft(action.attemptsLeft) : '';
  block('heading-pay').textContent = decline ? 'The payment did not go through' : 'Pay for the order';
  say('pay-note', `${decline ? `The last answer was ${decline.code}. Nothing was taken. ` : ''}Enter a card. ${left}`);
  block('terms').hidden = true;
  block('card').hidden = false;
  block('pay-hint').hidden = false;
  block('pay-button').textContent = PAY_BUTTON.again;
  showStep('pay');
}

/** @param {number} count */
const triesLeft = (count) => (count === 1 ? 'One attempt is left.' : `${count} attempts are left.`);
