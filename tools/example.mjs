// npm run example:shop: an order system that uses the client library, against the running system.
import { runBeside } from './beside.mjs';

await runBeside('examples/shop/main.js', process.argv.slice(2));
