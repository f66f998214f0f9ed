#!/usr/bin/env node
// Stands in for the Temporal CLI: its version, a dev server that only listens, and the question whether that one is up.
import { appendFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const args = process.argv.slice(2);
const valueOf = (flag) => args[args.indexOf(flag) + 1];
const note = (what) => appendFileSync(process.env.FAKE_EVENTS, `temporal ${what}\n`);

if (args[0] === '--version') {
  console.log(`temporal version ${process.env.FAKE_VERSION ?? '1.8.2'} (Server 1.31.2, UI 2.50.1)`);
} else if (args[0] === 'server') {
  note('begins');
  createServer().listen(Number(valueOf('--port')), valueOf('--ip'), () => note('listens'));
  process.on('SIGTERM', () => {
    note('stops');
    process.exit(0);
  });
} else if (args.slice(0, 3).join(' ') === 'operator search-attribute list') {
  const [host, port] = valueOf('--address').split(':');
  connect(Number(port), host)
    .on('connect', () => {
      const names = [
        'OrderState',
        'GatewayOrderId',
        'HeldAmountMinor',
        'DecideAt',
        'Attention',
        'AttentionSince',
        'Shop',
      ];
      console.log(JSON.stringify({ customAttributes: Object.fromEntries(names.map((name) => [name, 'any'])) }));
      process.exit(0);
    })
    .on('error', () => process.exit(1));
}
