import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { EdgeApp } from './edge';

/** The page loads nothing from elsewhere and nothing inline, and no page may frame it: a card is entered here. */
const CHECKOUT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'";

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
const MEDIA_TYPES = {
  'index.html': 'text/html; charset=utf-8',
  'checkout.css': STYLE,
  'panel.css': STYLE,
  'icon.svg': 'image/svg+xml',
  'api.mjs': SCRIPT,
  'buyer-steps.mjs': SCRIPT,
  'card-form.mjs': SCRIPT,
  'checkout.mjs': SCRIPT,
  'countdown.mjs': SCRIPT,
  'order-panel.mjs': SCRIPT,
  'page.mjs': SCRIPT,
  'problems.mjs': SCRIPT,
  'words.mjs': SCRIPT,
} as const;

const FOLDER = path.join(__dirname, '../checkout');

/** The checkout page: fixed files, read at start, so that no address ever becomes a path. */
export function checkoutPage(app: EdgeApp): void {
  app.get('/checkout', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) =>
    reply.redirect('/checkout/', 308),
  );
  for (const [name, mediaType] of Object.entries(MEDIA_TYPES)) {
    const file = readFileSync(path.join(FOLDER, name));
    app.get(
      `/checkout/${name === 'index.html' ? '' : name}`,
      { config: { access: 'public' }, schema: { hide: true } },
      (_request, reply) =>
        reply
          .headers({
            'content-type': mediaType,
            'content-security-policy': CHECKOUT_POLICY,
            // The browser asks again each time: after a deploy the page may not be older than the API that it calls.
            'cache-control': 'no-cache',
          })
          .send(file),
    );
  }
}
