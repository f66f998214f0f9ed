import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export interface EdgeMetrics {
  readonly registry: Registry;
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>;
  readonly turnedAway: Counter<'limit'>;
}

export function createMetrics(): EdgeMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requestSeconds = new Histogram({
    name: 'holdfast_http_request_duration_seconds',
    help: 'Time from the first byte of a request to its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const turnedAway = new Counter({
    name: 'holdfast_http_turned_away_total',
    help: 'Requests beyond a limit: of a key, of an address with unknown keys, of a card',
    labelNames: ['limit'] as const,
    registers: [registry],
  });
  return { registry, requestSeconds, turnedAway };
}
