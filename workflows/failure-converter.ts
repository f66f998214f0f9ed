import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Moves the message and the stack of every failure into a payload, where the codec encrypts them.
 * The SDK loads this file by its path and expects this very name.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
