import { BAD_FIELDS } from './bad-fields';
import { BAD_REQUESTS } from './bad-requests';
import { answeringOrders, bearer, buildEdge, closeEdges } from './edge-fixture';
import type { Edge } from './edge-fixture';

describe('bad input', () => {
  let edge: Edge;
  let asked: string[];

  beforeAll(async () => {
    asked = [];
    edge = await buildEdge(
      Object.fromEntries(
        Object.keys(answeringOrders())
          // Whether an order was placed before is asked even where what it says now is too late.
          .filter((name) => name !== 'placedBefore')
          .map((name) => [name, () => Promise.reject(new Error(`${name} was asked ${asked.push(name)}`))]),
      ),
    );
  });
  afterAll(closeEdges);

  it.each([...BAD_FIELDS, ...BAD_REQUESTS])(
    '$claim gets $status $problem',
    async ({ method = 'POST', url, body, headers, status, problem, fields }) => {
      const before = edge.logged().length;
      const response = await edge.app.inject({
        method,
        url,
        headers: { ...bearer(), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });

      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      const answer = response.json<{ type: string; status: number; errors?: { field: string; reason: string }[] }>();
      expect({ status: response.statusCode, type: answer.type }).toEqual({
        status,
        type: `urn:holdfast:problem:${problem}`,
      });
      expect(answer.status).toBe(status);
      if (fields) {
        expect(answer.errors?.map(({ field }) => field).sort()).toEqual([...fields].sort());
        for (const { reason } of answer.errors ?? []) {
          expect(reason).toMatch(/\S/);
          // The sentences of the library that checks.
          expect(reason).not.toMatch(/invalid|expected|received|too (?:big|small)|unrecognized/i);
        }
      }
      expect(asked).toEqual([]);
      expect(edge.logged().slice(before)).toContain(`"status":${status}`);
    },
  );
});
