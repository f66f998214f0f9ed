import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { EdgeApp } from './edge';

/** `/openapi.json`, made from the schemas that check the requests, and `/docs`, which shows it. */
export async function describeApi(app: EdgeApp, publicUrl: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Holdfast',
        version: '1',
        description:
          'Keeps card pre-authorisations safe. Amounts are in minor units (paisa). Errors are `application/problem+json` ' +
          'with a stable `type`. Routes that wait for an order answer within 10 s, with 202 when it has no answer yet. ' +
          'Repeat a request with its Idempotency-Key to have it carried out once and hear its outcome: the same key ' +
          'with other content is another request, and each entry of an OTP needs a new one.',
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer' },
          checkoutToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'Of one order, from the answer to its placing',
          },
        },
      },
      tags: [
        { name: 'orders', description: 'Place, read, decide' },
        { name: 'refunds', description: 'Give captured money back' },
        { name: 'cards', description: 'The only route that sees card numbers' },
        { name: 'gateway', description: 'What the gateway calls' },
        { name: 'machines', description: 'Health and metrics' },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  app.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, () => app.swagger());
}
