// Stands in for any part of Holdfast: listens where its environment says, and notes in a file what happens to it.
import { appendFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';

const { FAKE_PART: name, FAKE_EVENTS: events, FAKE_BROKEN: broken, ...env } = process.env;

const PLACES = {
  simulator: [env.SIMULATOR_HOST, env.SIMULATOR_PORT],
  vault: [env.VAULT_URL?.replace('unix:', '')],
  codec: [env.CODEC_HTTP_HOST, env.CODEC_HTTP_PORT],
  worker: [env.WORKER_HTTP_HOST, env.WORKER_HTTP_PORT],
  api: [env.HTTP_HOST, env.HTTP_PORT],
};

const note = (what) => appendFileSync(events, `${name} ${what}\n`);
const [place, port] = PLACES[name];

note('begins');
if (name === broken) {
  console.error(`${name} has a reason`);
  process.exit(1);
}
if (port === undefined) rmSync(place, { force: true });

const server = createServer((request, response) => {
  const healthy = { '/readyz': ['api', 'worker'], '/healthz': ['codec', 'simulator'] }[request.url]?.includes(name);
  response.writeHead(healthy ? 200 : 404).end();
});
server.listen(...(port === undefined ? [place] : [Number(port), place]), () => note('listens'));

process.on('SIGTERM', () => {
  note('stops');
  process.exit(0);
});
