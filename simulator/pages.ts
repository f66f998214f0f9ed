import { createHash } from 'node:crypto';
import type { Callback } from './callbacks';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

const SUBMIT_SCRIPT = 'document.forms[0].submit()';
const SCRIPT_HASH = createHash('sha256').update(SUBMIT_SCRIPT).digest('base64');

/** Nothing from elsewhere; the one script is known by its hash. A form may go anywhere: it returns to the merchant. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${SCRIPT_HASH}'; base-uri 'none'; frame-ancestors *`,
  'referrer-policy': 'no-referrer',
};

const STYLE = `
body{margin:0;background:#e9edf2;color:#1b2733;font:1rem/1.5 Georgia,'Times New Roman',serif}
header{background:#12305c;color:#fff;padding:.75rem 1rem}header strong{display:block}header small{opacity:.85}
main{box-sizing:border-box;max-width:26rem;margin:1rem auto;padding:1rem;background:#fff;border-top:4px solid #b8860b}
h1{font-size:1.25rem;margin:0 0 .5rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dd{margin:0;overflow-wrap:anywhere}
label{display:block;margin:.75rem 0 .25rem}input{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;border:1px solid #5b6b7c}
button{width:100%;margin-top:.75rem;padding:.7rem;font:inherit;border:1px solid #12305c;background:#12305c;color:#fff;cursor:pointer}
button.quiet{background:#fff;color:#12305c}:focus-visible{outline:3px solid #b8860b;outline-offset:2px}
[role=alert]{border-left:4px solid #a4161a;padding:.25rem .75rem;color:#a4161a}`;

const page = (bank: string, title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${STYLE}</style></head>
<body><header><strong>${escape(bank)}</strong><small>Simulator: no real bank, no real money</small></header>
<main><h1>${escape(title)}</h1>${body}</main></body></html>`;

const hidden = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('');

const alert = (problem: string | undefined): string =>
  problem ? `<p role="alert" id="problem">${escape(problem)}</p>` : '';

const rupees = (amountMinor: number): string => `₹${(amountMinor / 100).toFixed(2)}`;

const facts = (pairs: Readonly<Record<string, string>>): string =>
  `<dl>${Object.entries(pairs)
    .map(([term, value]) => `<dt>${escape(term)}</dt><dd>${escape(value)}</dd>`)
    .join('')}</dl>`;

const GIVE_UP = '<button class="quiet" name="answer" value="cancel" formnovalidate>Cancel</button>';

/** The bank's page behind `challenge_url`: the buyer proves that the card is theirs. */
export const challengePage = (what: {
  token: string;
  issuer: string;
  last4: string;
  amountMinor: number;
  reference: string;
  problem?: string | undefined;
}): string =>
  page(
    `${what.issuer} test bank`,
    'Confirm your card payment',
    `${facts({ Order: what.reference, Amount: rupees(what.amountMinor), Card: `ending in ${what.last4}` })}
<form method="post" action="/web/auth/landing/">${hidden({ token: what.token })}${alert(what.problem)}
<label for="otp">One-time password sent to your phone</label>
<input id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{4,8}" required autofocus${what.problem ? ' aria-describedby="problem"' : ''}>
<button name="answer" value="confirm">Confirm</button>${GIVE_UP}</form>`,
  );

const field = (id: string, label: string, more: string): string =>
  `<label for="${id}">${label}</label><input id="${id}" name="${id}" required ${more}>`;

/** The hosted checkout behind `redirect_url`: the buyer enters the card at the gateway. */
export const hostedPage = (what: {
  token: string;
  amountMinor: number;
  reference: string;
  problem?: string | undefined;
}): string =>
  page(
    'Test checkout of the payment gateway',
    'Pay by card',
    `${facts({ Order: what.reference, Amount: rupees(what.amountMinor) })}
<form method="post" action="/api/v3/checkout-bff/redirect/checkout">${hidden({ token: what.token })}${alert(what.problem)}
${field('card_number', 'Card number', 'inputmode="numeric" autocomplete="cc-number" autofocus')}
${field('name', 'Name on the card', 'autocomplete="cc-name"')}
${field('expiry_month', 'Expiry month (two digits)', 'inputmode="numeric" autocomplete="cc-exp-month"')}
${field('expiry_year', 'Expiry year (four digits)', 'inputmode="numeric" autocomplete="cc-exp-year"')}
${field('cvv', 'Security code', 'inputmode="numeric" autocomplete="cc-csc"')}
<button name="answer" value="pay">Pay</button>${GIVE_UP}</form>`,
  );

/** Sends the browser back with a form POST, by itself or, without script, by a button. */
export const callbackPage = (callback: Callback): string =>
  page(
    'Test bank',
    'Returning to the merchant',
    `<form method="post" action="${escape(callback.url)}">${hidden(callback.fields)}
<button>Continue</button></form><script>${SUBMIT_SCRIPT}</script>`,
  );

/** A page that only says something. */
export const noticePage = (title: string, text: string): string => page('Test bank', title, `<p>${escape(text)}</p>`);
