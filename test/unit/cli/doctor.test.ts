import { Ailment } from '../../../clients/cli/doctor';
import type { Check } from '../../../clients/cli/doctor';
import { run } from './cli-fixture';

const well: Check = { name: 'temporal', run: async () => 'server 1.31.2' };
const ill: Check = {
  name: 'search-attributes',
  run: () => Promise.reject(new Ailment('Attention is missing', ['temporal operator …', 'or ask'])),
};
const broken: Check = { name: 'vault', run: () => Promise.reject(new TypeError('secret-canary is undefined')) };

describe('holdfast doctor', () => {
  it('ends with 0 when all is well, and needs no orders for it', async () => {
    const connect = () => {
      throw new Error('nobody is needed');
    };
    expect(await run(['doctor'], { checks: [well], connect })).toMatchObject({
      exit: 0,
      out: 'ok      temporal  server 1.31.2\n',
    });
  });

  it('goes on after what is wrong, says how to mend it, and ends with 9', async () => {
    const { exit, out, err } = await run(['doctor'], { checks: [ill, well, broken] });
    expect(exit).toBe(9);
    expect(out.split('\n')).toEqual([
      'failed  search-attributes  Attention is missing',
      '                           → temporal operator …',
      '                           → or ask',
      'ok      temporal           server 1.31.2',
      'failed  vault              the check itself failed (TypeError)',
      '                           → Look into the logs of Temporal and of the processes',
      '',
    ]);
    expect(out + err).not.toContain('canary');
  });

  it('tells programs all of it in one document', async () => {
    const { exit, out, err } = await run(['doctor', '--json'], { checks: [well, ill] });
    expect(exit).toBe(9);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      checks: [
        { name: 'temporal', ok: true, found: 'server 1.31.2' },
        {
          name: 'search-attributes',
          ok: false,
          problem: 'Attention is missing',
          mend: ['temporal operator …', 'or ask'],
        },
      ],
    });
    expect(JSON.parse(err)).toMatchObject({ error: { type: 'unwell' } });
  });

  it('looks at some things only when it is asked to', async () => {
    expect(await run(['doctor', '--only', 'temporal'], { checks: [well, ill] })).toMatchObject({ exit: 0 });
    expect(await run(['doctor', '--only', 'moon'], { checks: [well] })).toMatchObject({ exit: 2, out: '' });
  });
});
