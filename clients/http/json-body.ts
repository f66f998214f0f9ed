import { repeatedName, utf8Of } from '../json-text';
import { shownName } from '../checked';
import type { EdgeApp } from './edge';
import { Problem } from './problems';

/**
 * Bodies of JSON as their bytes say: in UTF-8, every name of an object once. Nothing in them is guessed, for the gateway
 * and the shop would guess otherwise. Clients like to send `Content-Type: application/json` with nothing in it, to routes
 * that need no body.
 */
export function acceptJson(app: EdgeApp): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) return done(null, undefined);
    if (!isInUtf8(request.headers['content-type'])) return done(new Problem('unsupported-media-type'));
    const json = utf8Of(body);
    if (json === undefined) return done(wrong('body', 'JSON in UTF-8, and not every byte of it is'));
    void parse(request, json, (error, value) => {
      const repeated = error ? undefined : repeatedName(json);
      if (repeated) done(wrong(repeated.map(shownName).join('.'), 'only once: an object has each of its names once'));
      else done(error, value);
    });
  });
}

const wrong = (field: string, reason: string): Problem =>
  new Problem('invalid-request', { errors: [{ field, reason }] });

/** Whether the type names no other encoding of characters, however often and however quoted. */
const isInUtf8 = (contentType = ''): boolean =>
  [...contentType.matchAll(/;\s*charset\s*=\s*("[^"]*"|[^;]*)/gi)].every(([, charset = '']) =>
    /^"?utf-?8"?$/i.test(charset.trim()),
  );
