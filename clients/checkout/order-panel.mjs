// The order as it stands: state, money, time left, what can be done with it, and what happened.
import { countDown } from './countdown.mjs';
import { announce, block, element, keepFocus, part, say } from './page.mjs';
import { moment, readable, rupees, timeOfDay, waitSentence } from './words.mjs';

/** @typedef {import('./api.mjs').Order} Order */

const OVER = ['captured', 'released', 'declined', 'abandoned', 'expired'];
const CANCELLABLE = ['created', 'registered', 'authenticating', 'held'];

/**
 * Whether nothing is left to do, though a late hold may still be watched for.
 * @param {Order} order
 */
const isOver = ({ final, state, ledger }) => final || (OVER.includes(state) && ledger.held.value === 0);

/**
 * Whether the order goes on without the buyer, the shop or a person.
 * @param {Order} order
 */
export const isWaiting = (order) => !order.nextAction && !order.attention && order.state !== 'held' && !isOver(order);

/**
 * @param {Order} order
 * @param {() => void} whenDecided called when the moment of the decision has come
 */
export function showOrder(order, whenDecided) {
  const { reference, state, waitingFor, attention, workflow } = order;
  block('panel').hidden = false;
  block('heading-panel').textContent = `Order ${reference}`;
  block('state').textContent = attention ? `${state}: a person is needed` : state;
  block('state').dataset['state'] = state;
  const sentence = isOver(order) && !attention ? readable(waitingFor) : waitSentence(waitingFor);
  // With attention, the alert below says it.
  say('waiting-for', attention ? null : sentence);
  announce(`Order ${state}. ${sentence}`);
  say('settled-by', settledBy(order));
  block('attention').hidden = !attention;
  if (attention) {
    const reason = element('p', `Needs a person since ${moment(attention.since)}: ${readable(attention.reason)}.`);
    block('attention').replaceChildren(reason, element('p', attention.advice));
  }
  showLedger(order);
  showDecision(order, whenDecided);
  keepFocus('heading-panel', () => showLevers(order));
  showTimeline(order);
  if (workflow) showLink(workflow.url);
}

/** @param {string | null} url */
function showLink(url) {
  const link = part('workflow', HTMLAnchorElement);
  link.hidden = url === null;
  if (url !== null) link.href = url;
}

/** @param {Order & { settledBy?: unknown }} order */
function settledBy({ settledBy: who }) {
  return typeof who === 'string' ? `Settled by: ${who}` : null;
}

/** @param {Order} order */
function showLedger({ ledger }) {
  const { authorised, held, captured, released, refunded } = ledger;
  const kept = { value: captured.value - refunded.value };
  block('bar').hidden = authorised.value === 0;
  block('bar').replaceChildren(
    ...Object.entries({ held, captured: kept, released, refunded }).flatMap(([name, { value }]) => {
      if (value <= 0) return [];
      const segment = element('span', '', { 'data-part': name });
      segment.style.flexGrow = String(value);
      return [segment];
    }),
  );
  const figures = { authorised, held, captured, released, ...(refunded.value > 0 && { refunded }) };
  block('ledger').hidden = authorised.value === 0;
  block('ledger').replaceChildren(
    ...Object.entries(figures).map(([name, money]) => {
      const entry = element('div', '');
      const term = element('dt', name, name === 'authorised' ? {} : { 'data-part': name });
      entry.append(term, element('dd', rupees(money)));
      return entry;
    }),
  );
}

/**
 * @param {Order} order
 * @param {() => void} whenDecided
 */
function showDecision({ state, decideAt }, whenDecided) {
  const at = state === 'held' ? decideAt : null;
  block('decide').hidden = at === null;
  block('decide-at').textContent = at ? `on ${moment(at)}` : '';
  countDown('decide-countdown', at, whenDecided);
}

/** @param {Order} order */
function showLevers(order) {
  const { state, deliveredAt } = order;
  block('levers').hidden = state !== 'held';
  block('deliver').hidden = deliveredAt !== null;
  block('cancel').hidden = !CANCELLABLE.includes(state);
  block('again').hidden = !isOver(order);
}

/** @param {Order} order */
function showTimeline({ timeline }) {
  block('timeline').replaceChildren(
    ...timeline.map(({ at, what }) => {
      const entry = element('li', '');
      entry.append(
        element('time', timeOfDay(at), { datetime: at, title: moment(at) }),
        element('span', readable(what)),
      );
      return entry;
    }),
  );
}
