import type { DataConverter } from '@temporalio/common';
import { createEncryptionCodec, type Keyring } from './codec';

/**
 * What every worker, client and replay must be given, so that payloads, failure messages and stack traces are
 * encrypted.
 *
 * `bundleWorkflowCode` needs the same `failureConverterPath`: the converter runs inside the workflow's bundle.
 */
export function createDataConverter(keyring: Keyring): DataConverter & { readonly failureConverterPath: string } {
  return {
    payloadCodecs: [createEncryptionCodec(keyring)],
    failureConverterPath: require.resolve('../../workflows/failure-converter'),
  };
}
