import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Where the build puts the workflow code, beside the compiled worker. */
export const WORKFLOW_BUNDLE_PATH = path.resolve(__dirname, '..', 'workflow-bundle.js');

/** The workflow code as one script. The failure converter runs inside it, so the bundler has to be told of it, too. */
export async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../workflows'),
    failureConverterPath: require.resolve('../workflows/failure-converter'),
    workflowInterceptorModules: [require.resolve('../workflows/engine/overtaken-tasks')],
    // Positions are enough for stack traces; with the sources the bundle would be three times the size.
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
    logger: { trace: ignore, debug: ignore, info: ignore, log: ignore, warn: console.warn, error: console.error },
  });
  return code;
}

const ignore = (): void => undefined;

if (require.main === module) {
  void bundleWorkflows().then((code) => writeFile(WORKFLOW_BUNDLE_PATH, code));
}
