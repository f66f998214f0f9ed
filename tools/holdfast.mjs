#!/usr/bin/env node
// The command line `holdfast` of a checkout. Where it is built already: node dist/workers/cli.js
import { runBeside } from './beside.mjs';

await runBeside('workers/cli.js', process.argv.slice(2));
