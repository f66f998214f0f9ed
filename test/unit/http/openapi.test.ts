import { z } from 'zod';
import * as schemas from '../../../clients/request-schemas';
import { buildEdge, closeEdges } from './edge-fixture';

interface Operation {
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}
interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const ROUTES = [
  'GET /healthz',
  'GET /metrics',
  'GET /readyz',
  'GET /v1/callbacks/plural',
  'GET /v1/exposure',
  'GET /v1/orders',
  'GET /v1/orders/{reference}',
  'GET /v1/orders/{reference}/checkout',
  'GET /v1/orders/{reference}/refunds',
  'POST /v1/callbacks/plural',
  'POST /v1/cards',
  'POST /v1/orders',
  'POST /v1/orders/{reference}/cancel',
  'POST /v1/orders/{reference}/capture',
  'POST /v1/orders/{reference}/delivery',
  'POST /v1/orders/{reference}/extend',
  'POST /v1/orders/{reference}/otp',
  'POST /v1/orders/{reference}/otp/resend',
  'POST /v1/orders/{reference}/payments',
  'POST /v1/orders/{reference}/recheck',
  'POST /v1/orders/{reference}/refunds',
  'POST /v1/orders/{reference}/refunds/{refundReference}/recheck',
  'POST /v1/orders/{reference}/refunds/{refundReference}/resolve',
  'POST /v1/orders/{reference}/refunds/{refundReference}/revive',
  'POST /v1/orders/{reference}/resolve',
  'POST /v1/orders/{reference}/revive',
  'POST /v1/webhooks/plural',
];

describe('the OpenAPI document', () => {
  let document: OpenApi;

  beforeAll(async () => {
    document = (await (await buildEdge()).app.inject({ url: '/openapi.json' })).json<OpenApi>();
  });
  afterAll(closeEdges);

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
    );

  it('is of version 3 and names every route', () => {
    expect(document.openapi).toMatch(/^3\./);
    expect(
      operations()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(ROUTES);
  });

  it('says for each route what it is for and what it answers', () => {
    for (const { name, operation } of operations()) {
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/\w/)]);
      expect([name, Object.keys(operation.responses).length > 0]).toEqual([name, true]);
    }
  });

  it('asks for a key wherever the edge does', () => {
    const guarded = operations().filter(({ operation }) => operation.security);
    expect(guarded.map(({ name }) => name).sort()).toEqual(
      ROUTES.filter((route) => /cards|exposure|orders/.test(route)),
    );
  });

  it('refers only to schemas that it has', () => {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names));
  });

  it('describes bodies as they are sent', () => {
    const body = document.paths['/v1/orders']?.['post']?.requestBody?.content['application/json']?.schema;
    expect(body).toMatchObject({ required: ['reference', 'amount', 'checkout'], additionalProperties: false });
  });

  it('is shown at /docs with a policy that runs no foreign script', async () => {
    const { app } = await buildEdge();
    const page = await app.inject({ url: '/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('swagger-ui');
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self'/);
  });
});

describe('the examples in it', () => {
  const withExample = Object.entries<unknown>(schemas).flatMap(([name, schema]) =>
    schema instanceof z.ZodType && schema.meta()?.['example'] !== undefined ? [[name, schema] as const] : [],
  );

  it.each(withExample)('of %s is accepted', (_name, schema) => {
    expect(schema.safeParse(schema.meta()?.['example'])).toMatchObject({ success: true });
  });
});
