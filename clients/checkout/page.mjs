// The parts of the document: one step at a time, what is said to the reader, and what is wrong with a field.

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function part(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${id}`);
  return element;
}

/** @param {string} id */
export const input = (id) => part(id, HTMLInputElement);

/** @param {string} id */
export const block = (id) => part(id, HTMLElement);

/**
 * @param {string} tag
 * @param {string} text
 * @param {Record<string, string>} [attributes]
 */
export function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/**
 * Sets a text, and hides its element where there is none.
 * @param {string} id
 * @param {string | null | undefined} text
 */
export function say(id, text) {
  block(id).textContent = text ?? '';
  block(id).hidden = !text;
}

/** @typedef {'key' | 'pay' | 'otp' | 'bank' | 'wait' | 'none'} Step */

/** @type {readonly Step[]} */
const STEPS = ['key', 'pay', 'otp', 'bank', 'wait'];

/**
 * Shows one step, and takes whoever reads or types to it when it is another than before.
 * @param {Step} step `none`: the order's panel alone
 */
export function showStep(step) {
  const isNew = document.body.dataset['step'] !== step;
  for (const name of STEPS) block(`step-${name}`).hidden = name !== step;
  document.body.dataset['step'] = step;
  if (isNew) block(step === 'none' ? 'heading-panel' : `heading-${step}`).focus();
}

/**
 * Takes the reader to a heading when what they are at gets hidden or disabled: the browser forgets their place.
 * @param {string} heading
 * @param {() => void} change
 */
export function keepFocus(heading, change) {
  const at = document.activeElement;
  change();
  if (at?.matches(':disabled') || at?.getClientRects().length === 0) block(heading).focus();
}

/**
 * Said once by a screen reader, and not shown: the page shows it elsewhere.
 * @param {string} sentence
 */
export function announce(sentence) {
  const status = block('status');
  if (status.textContent !== sentence) status.textContent = sentence;
}

/**
 * A message that has no field.
 * @param {...string} sentences none takes the message away
 */
export function alarm(...sentences) {
  block('alert').hidden = sentences.length === 0;
  block('alert').replaceChildren(...sentences.map((sentence) => element('p', sentence)));
}

/**
 * Tells what is wrong, each reason beside its field, and takes the reader to the first of them.
 * @param {Readonly<Record<string, string>>} reasons by the id of the field
 */
export function showErrors(reasons) {
  const [first] = Object.keys(reasons);
  for (const [id, reason] of Object.entries(reasons)) showError(id, reason);
  if (first) input(first).focus();
}

/**
 * @param {string} id
 * @param {string} [reason] none: nothing is wrong with it
 */
export function showError(id, reason) {
  block(`${id}-error`).textContent = reason ?? '';
  if (reason) input(id).setAttribute('aria-invalid', 'true');
  else input(id).removeAttribute('aria-invalid');
}

export function clearErrors() {
  alarm();
  for (const { id } of document.querySelectorAll('[aria-invalid]')) showError(id);
}
