import { existsSync } from 'node:fs';
import { callInDoubt } from '../../../workflows/domain/call/dialogue';
import { DEFAULT_TIMING } from '../../../workflows/domain/order/terms';
import { HOUR_MS } from '../../../workflows/domain/values/time';
import { anOrder, snapshotAnswer } from '../../support/core/script';
import type { Script } from '../../support/core/script';
import { pathOf, read } from './repository';

const FOLDER = 'workflows/domain';
const page = read(`${FOLDER}/README.md`);
const story = page.slice(page.indexOf('## The story'), page.indexOf('## Glossary'));

/** Its answer is lost. */
const lost = (): Script => {
  const order = anOrder().held().hears({ kind: 'capture' });
  order.take('capture');
  return order.unknown();
};
const stillHeld = (order: Script) => snapshotAnswer(order.paid('authorised'));

describe('the way into the core', () => {
  it('is short', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(61);
  });

  it('names files that are there', () => {
    const files = [...page.matchAll(/`((?:[a-z-]+\/)*[a-z-]+\.ts)/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(10);
    const missing = files.filter((file) => ![FOLDER, '.'].some((root) => existsSync(pathOf(`${root}/${file}`))));
    expect(missing).toEqual([]);
  });

  it('tells the story of a lost answer by functions that are there, in six files', () => {
    const links = [...story.matchAll(/`([a-z/-]+\.ts):(\w+)`/g)].map(([, file = '', name = '']) => ({ file, name }));
    expect(new Set(links.map(({ file }) => file)).size).toBe(6);
    for (const { file, name } of links)
      expect(read(`${FOLDER}/${file}`)).toMatch(new RegExp(`(function|const) ${name}\\b`));
  });

  it('tells what the core does: it asks at once, sends the very same once more when it is proved absent, and calls a person', () => {
    const order = lost();
    expect(order.order.dialogue.call?.state).toBe('unknown');
    order.ask(stillHeld(order));
    expect(order.step.kind).toBe('await');
    order.pass(DEFAULT_TIMING.quietMs.capture).ask(stillHeld(order));
    expect(order.order.dialogue.call?.state).toBe('due');
    expect(order.take('capture')).toMatchObject({ reference: 'order-1-c1' });
    const silent = lost();
    silent.pass(HOUR_MS).ask({ kind: 'failed' });
    expect(silent.take('park').trouble.code).toBe('call-in-doubt');
    expect(silent.step.kind).toBe('await');
  });

  it('tells that the first question has no pause', () => {
    const { call } = lost().order.dialogue;
    if (call?.state !== 'unknown') throw new TypeError('it is in doubt');
    expect(callInDoubt(call, call.since, HOUR_MS).firstPauseMs).toBe(0);
  });
});
