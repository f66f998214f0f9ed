import type { FastifyRequest } from 'fastify';
import type { EdgeApp } from './edge';

/** In this scope bodies of any type stay the bytes they are: signatures are made over bytes. */
export function keepRawBodies(app: EdgeApp): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

const NOTHING = new Uint8Array();

export const rawBodyOf = ({ body }: FastifyRequest): Uint8Array => (body instanceof Uint8Array ? body : NOTHING);

/** Every occurrence of a header: Node joins or drops repeated ones, and a signature must not be chosen by accident. */
export function headersOf({ raw }: FastifyRequest, name: string): string[] {
  const found: string[] = [];
  for (let index = 0; index + 1 < raw.rawHeaders.length; index += 2) {
    if (raw.rawHeaders[index]?.toLowerCase() === name) found.push(raw.rawHeaders[index + 1] ?? '');
  }
  return found;
}
