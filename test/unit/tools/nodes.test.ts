import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../../..');

/** What a line of a script that has the tools prints, as JSON. */
function evaluate(module: string, names: string, expression: string): unknown {
  const script = `import { ${names} } from './tools/${module}'; console.log(JSON.stringify(${expression}));`;
  const run = [process.execPath, ['--input-type=module', '-e', script]] as const;
  return JSON.parse(execFileSync(...run, { cwd: ROOT, encoding: 'utf8' }));
}

/** What is said of a version, or why it is refused. */
const verdictOn = (version: string): unknown =>
  evaluate(
    'set-up.mjs',
    'assertNodeVersion',
    `(() => { const said = []; try { assertNodeVersion('${version}', (line) => said.push(line)); } catch (error) { said.push(error.message); } return said; })()`,
  );

describe('the Node that Holdfast is started with', () => {
  it.each(['22.13.0', '24.22.3'])('%s is supported', (version) => {
    expect(verdictOn(version)).toEqual([]);
  });

  it.each(['20.3.0', '20.20.2', '23.1.0', '26.0.0'])('%s starts it, with a warning', (version) => {
    expect(verdictOn(version)).toEqual([
      `  ! Node ${version} is not supported, 22 and 24 are: what happens on it is not tested.`,
    ]);
  });

  it.each(['18.20.0', '20.2.0'])('%s is refused', (version) => {
    expect(verdictOn(version)).toEqual([`Node ${version} is too old: 22 and 24 are supported.`]);
  });

  it('is one of those that package.json names', () => {
    const supported = evaluate('set-up.mjs', 'SUPPORTED_NODES', 'SUPPORTED_NODES');
    const { engines } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    expect(engines.node.match(/\d+(?=\.\d+\.\d+)/g)?.map(Number)).toEqual(supported);
  });
});

it('the Node that runs us is had without a search', () => {
  const [major = ''] = process.versions.node.split('.');
  expect(evaluate('nodes.mjs', 'obtainNode', `await obtainNode(${major})`)).toBe(process.execPath);
});
