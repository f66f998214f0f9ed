import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isActName } from './acts';
import type { ProfileInput } from './adversary';
import type { Control, FaultRuleInput, WebhookRuleInput } from './control';
import type { DashboardOrderInput } from './dashboard';
import type { ClaimInput } from './forgery';
import { Refusal } from './refusals';

const atEndOf = (request: FastifyRequest): boolean => (request.query as Record<string, unknown>)['end'] === 'true';
const paramOf = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string>)[name] ?? '';

/** Either the bare list or `{rules, seed}`. The rules themselves are checked where they are set. */
const ruleListSchema = z.union([
  z.array(z.unknown()).transform((rules) => ({ rules, seed: undefined })),
  z.strictObject({ rules: z.array(z.unknown()), seed: z.int().optional() }),
]);

const releaseSchema = z.strictObject({ reference: z.string().optional(), reset: z.boolean().default(false) });

/** Either a claim about an order, or whatever is to be said. */
const anyWebhookSchema = z.strictObject({ event: z.string(), data: z.unknown() });

function ledgerRoutes(app: FastifyInstance, control: Control): void {
  app.get('/orders', () => ({ orders: control.orders() }));
  app.get('/orders/:id', (request) => control.order(paramOf(request, 'id')));
  app.get('/ledger', (request) => ({ orders: control.ledger(atEndOf(request)) }));
  app.get('/ledger/:reference', (request) => control.ledgerOf(paramOf(request, 'reference'), atEndOf(request)));
}

function ruleRoutes(app: FastifyInstance, control: Control): void {
  app.get('/faults', () => ({ rules: control.faults.list() }));
  app.post('/faults', (request) => {
    const { rules, seed } = ruleListSchema.parse(request.body);
    control.setFaults(rules as FaultRuleInput[], seed);
    return { rules: control.faults.list() };
  });
  app.get('/webhook-faults', () => ({ rules: control.webhookFaults() }));
  app.post('/webhook-faults', (request) => {
    const { rules, seed } = ruleListSchema.parse(request.body);
    control.setWebhookFaults(rules as WebhookRuleInput[], seed);
    return { rules: control.webhookFaults() };
  });
}

/** `{seed, rates, spans?}`, or `null` to end it. Checked where it is followed. */
function adversaryRoutes(app: FastifyInstance, control: Control): void {
  app.get('/adversary', () => control.adversary());
  app.get('/adversary/:reference', (request) => ({ story: control.storyOf(paramOf(request, 'reference')) }));
  app.post('/adversary', (request) => {
    control.setAdversary((request.body ?? null) as ProfileInput | null);
    return control.adversary();
  });
  app.get('/calls', () => ({ calls: control.calls.list() }));
  app.get('/calls/:reference', (request) => ({ calls: control.calls.list(paramOf(request, 'reference')) }));
  app.get('/changed-repeats', () => ({ calls: control.repeats.changed() }));
  app.get('/held', () => ({ held: control.held.list() }));
  app.post('/held/release', (request) => {
    const { reference, reset } = releaseSchema.parse(request.body ?? {});
    return { released: control.held.release(reference, reset ? 'cut' : 'on') };
  });
}

function actRoutes(app: FastifyInstance, control: Control): void {
  app.post('/orders/:id/:act', (request) => {
    const act = paramOf(request, 'act');
    if (!isActName(act)) throw new Refusal('INVALID_REQUEST', { status: 404, reason: 'there is no such act' });
    return control.act(paramOf(request, 'id'), act, request.body ?? {});
  });
  app.post('/orders', (request) => control.placeInDashboard(request.body as DashboardOrderInput));
  app.get('/webhooks', () => ({ webhooks: control.webhooks() }));
  app.post('/webhooks/:id/resend', (request) => ({ sent: control.resendWebhooks(paramOf(request, 'id')) }));
  app.post('/webhooks/:id/forge', async (request) => ({
    status: await control.forgeWebhook(paramOf(request, 'id'), request.body as ClaimInput),
  }));
  app.post('/webhooks', async (request) => {
    const { event, data } = anyWebhookSchema.parse(request.body);
    return { status: await control.sendWebhook(event, data) };
  });
  app.get('/settings', () => control.configure({}));
  app.post('/settings', (request) => control.configure(request.body ?? {}));
  app.post('/clock', (request) => {
    const { advanceMs } = z.strictObject({ advanceMs: z.int().min(0) }).parse(request.body);
    return { now: control.advanceClock(advanceMs) };
  });
  app.post('/reset', () => {
    control.reset();
    return { reset: true };
  });
}

/** The control API: JSON, unauthenticated, meant for loopback. Described in README.md. */
export function controlRoutes(app: FastifyInstance, control: Control): void {
  ledgerRoutes(app, control);
  ruleRoutes(app, control);
  adversaryRoutes(app, control);
  actRoutes(app, control);
}
