import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { PROBED } from './edge';
import type { EdgeApp, EdgeDependencies } from './edge';
import type { EdgeMetrics } from './metrics';

const PROBE_WITHIN_MS = 2_000;

const readiness = z.object({
  status: z.enum(['ready', 'not ready']),
  checks: z.record(z.enum(PROBED), z.enum(['up', 'down'])),
});

/** For orchestrators and monitoring. */
export function machineRoutes(app: EdgeApp, { probes }: EdgeDependencies, { registry }: EdgeMetrics): void {
  app.get(
    '/healthz',
    {
      config: { access: 'public' },
      schema: { tags: ['machines'], summary: 'Alive', response: { 200: z.object({ status: z.literal('alive') }) } },
    },
    () => ({ status: 'alive' as const }),
  );

  app.get(
    '/readyz',
    {
      config: { access: 'public' },
      schema: {
        tags: ['machines'],
        summary: 'Whether the edge can do its work',
        description:
          'Ready while Temporal answers: then webhooks are taken, and wishes are handed over to the workers to come. With ' +
          '`for=orders` only while a vault and a worker answer, too, so that orders go on.',
        querystring: z.object({ for: z.enum(['orders']).exactOptional() }),
        response: { 200: readiness, 503: readiness },
      },
    },
    async (request, reply) => {
      const asked = [check(probes.temporal), check(probes.vault), check(probes.workers)] as const;
      const [temporal, vault, workers] = await Promise.all(asked);
      const checks = { temporal, vault, workers };
      const needed = request.query.for === 'orders' ? Object.values(checks) : [temporal];
      const isReady = needed.every((state) => state === 'up');
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', checks });
    },
  );

  app.get(
    '/metrics',
    { config: { access: 'public' }, schema: { tags: ['machines'], summary: 'Prometheus metrics' } },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
}

async function check(probe: () => Promise<unknown>): Promise<'up' | 'down'> {
  const gaveUp = new AbortController();
  const late = pause(PROBE_WITHIN_MS, 'down' as const, { signal: gaveUp.signal, ref: false }).catch(
    () => 'down' as const,
  );
  const answer = probe().then(
    () => 'up' as const,
    () => 'down' as const,
  );
  const state = await Promise.race([answer, late]);
  gaveUp.abort();
  return state;
}
