import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildEdge, closeEdges } from './edge-fixture';

const FOLDER = path.resolve(__dirname, '../../../clients/checkout');
const files = readdirSync(FOLDER).filter((name) => name !== 'tsconfig.json');
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

describe('the checkout page', () => {
  afterEach(closeEdges);

  it.each(files)('is served with %s as it stands, under a policy that lets in nothing from elsewhere', async (name) => {
    const { app } = await buildEdge();
    const reply = await app.inject({ url: `/checkout/${name === 'index.html' ? '' : name}` });
    expect([reply.statusCode, reply.body]).toEqual([200, readFileSync(path.join(FOLDER, name), 'utf8')]);
    expect(reply.headers).toMatchObject({
      'content-type': MEDIA_TYPES[path.extname(name)],
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it('is not there unless it is switched on', async () => {
    const { app } = await buildEdge({}, { checkoutPage: false });
    for (const url of ['/checkout', '/checkout/', '/checkout/api.mjs']) {
      expect((await app.inject({ url })).statusCode).toBe(404);
    }
  });

  it('leads to no other file', async () => {
    const { app } = await buildEdge();
    for (const name of [
      'tsconfig.json',
      '../http/server.ts',
      '..%2fhttp%2fserver.ts',
      '%2e%2e/edge.ts',
      'constructor',
    ]) {
      expect((await app.inject({ url: `/checkout/${name}` })).statusCode).toBe(404);
    }
    expect((await app.inject({ url: '/checkout' })).headers.location).toBe('/checkout/');
  });

  it('has no script and no style of its own in the text, and no name on a field of the card', () => {
    const html = readFileSync(path.join(FOLDER, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?:\/\//);
    expect(
      [...html.matchAll(/\sname="([^"]+)"/g)].map(([, name]) => name).filter((name) => name !== 'checkout'),
    ).toEqual(['viewport', 'color-scheme']);
  });
});
