import type { FastifyReply } from 'fastify';

/** Pages for a buyer who comes back from the bank and cannot be sent on to the shop. */
const PAGES = {
  received: {
    status: 200,
    title: 'Thank you',
    text: 'Your bank has answered. You can close this window and go back to the shop.',
  },
  refused: {
    status: 400,
    title: 'This link cannot be used',
    text: 'What your browser brought back could not be verified. Go back to the shop: it knows how your payment stands.',
  },
  unknown: {
    status: 404,
    title: 'We do not know this payment',
    text: 'Go back to the shop: it knows how your payment stands.',
  },
  unavailable: {
    status: 503,
    title: 'Please go back to the shop',
    text: 'We could not look at your payment just now. It goes on by itself, and the shop will tell you how it stands.',
  },
} as const;

/** Fixed texts only: nothing of the request is ever shown. */
export function sendPage(reply: FastifyReply, page: keyof typeof PAGES): FastifyReply {
  const { status, title, text } = PAGES[page];
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`,
    );
}
