import { EventEmitter, once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Orders, PlaceAnswer } from '../../../clients/orders';
import { bearer, buildEdge, closeEdges, ORDER, VIEW } from './edge-fixture';

const PLACED: PlaceAnswer = { answered: true, created: true, order: VIEW };

/** Over a real socket: what a body's end and a caller's end look like cannot be injected. */
async function listen(place: Orders['place']) {
  const { app, logged } = await buildEdge({ place });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const call = request({
    port,
    method: 'POST',
    path: '/v1/orders',
    headers: { ...bearer(), 'content-type': 'application/json' },
  });
  return { call, logged };
}

describe('a caller', () => {
  afterEach(closeEdges);

  it('who waits after sending the body has not hung up', async () => {
    const { call } = await listen(async (_order, options) => {
      // Long enough for the end of the request to have been seen.
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      expect(options?.signal?.aborted).toBe(false);
      return PLACED;
    });
    const status = await new Promise((resolve, reject) => {
      call.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      call.end(JSON.stringify(ORDER));
    });
    expect(status).toBe(201);
  });

  it('who hangs up ends the wait, and no error is logged', async () => {
    const events = new EventEmitter();
    const [asked, ended] = [once(events, 'asked'), once(events, 'ended')];
    const { call, logged } = await listen((_order, { signal } = {}) => {
      events.emit('asked');
      return new Promise((_placed, reject) => {
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error);
          events.emit('ended');
        });
      });
    });
    call.on('error', () => undefined).end(JSON.stringify(ORDER));
    await asked;
    call.destroy();
    await ended;
    await closeEdges();
    expect(logged()).not.toContain('"level":50');
  });
});
