import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';

const WORKFLOWS = path.resolve(__dirname, '../../../workflows');
const MODULES = path.join(__dirname, 'modules');

/** One way to break the core: which of its modules another stands in for. */
export interface Sabotage {
  /** A file in `modules/`. */
  readonly name: string;
  /** Below `workflows/`, without its ending. */
  readonly replaces: string;
}

/** As webpack tells a plugin of an import that it is going to resolve. */
interface Import {
  request: string;
  readonly context: string;
  readonly contextInfo: { readonly issuer: string };
}
type Tap<Argument> = { tap(name: string, listener: (argument: Argument) => void): void };
interface Compiler {
  readonly hooks: { readonly normalModuleFactory: Tap<{ readonly hooks: { readonly beforeResolve: Tap<Import> } }> };
}

/** The workflow code as it is shipped, but for one module. Everybody gets the stand-in, which itself has the real one. */
export function sabotagedBundle({ name, replaces }: Sabotage): Promise<WorkflowBundle> {
  const [real, standIn] = [path.join(WORKFLOWS, replaces), path.join(MODULES, `${name}.ts`)];
  let replaced = 0;
  const plugin = {
    apply: (compiler: Compiler): void =>
      compiler.hooks.normalModuleFactory.tap('sabotage', (factory) =>
        factory.hooks.beforeResolve.tap('sabotage', (wanted) => {
          if (path.resolve(wanted.context, wanted.request) !== real || wanted.contextInfo.issuer === standIn) return;
          wanted.request = standIn;
          replaced += 1;
        }),
      ),
  };
  return bundle(plugin).then((code) => {
    if (replaced === 0) throw new Error(`Nobody imports ${replaces}: the sabotage changes nothing`);
    return code;
  });
}

const ignore = (): void => undefined;

const bundle = (plugin: { apply: (compiler: Compiler) => void }): Promise<WorkflowBundle> =>
  bundleWorkflowCode({
    workflowsPath: path.join(WORKFLOWS, 'index.ts'),
    failureConverterPath: path.join(WORKFLOWS, 'failure-converter.ts'),
    webpackConfigHook: (config) => ({
      ...config,
      // webpack's own types are no dependency of ours; this much of them is used.
      plugins: [...(config.plugins ?? []), plugin],
    }),
    logger: { trace: ignore, debug: ignore, info: ignore, log: ignore, warn: console.warn, error: console.error },
  });
