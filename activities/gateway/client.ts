import type { Secret } from '../vault/secret';
import { type AttemptOptions, createAttempt } from './attempt';
import { GatewayError, type GatewayOperation } from './errors';
import * as operations from './operations';
import { verdictOnCondition, verdictOnMissingToken } from './outcome-rules';
import type { CallOptions, PluralGateway } from './plural-gateway';
import { present } from './reduce';
import { createTokenSource } from './token';

export interface PluralGatewayOptions extends AttemptOptions {
  readonly clientId: string;
  readonly clientSecret: Secret<string>;
}

/**
 * The client of the gateway: one token for all calls, one HTTP request for each call, no retries but a single new
 * login on 401. Rejects with nothing but GatewayErrors.
 */
export function createPluralGateway(options: PluralGatewayOptions): PluralGateway {
  const call = createCall(options);
  return {
    createOrder: async (request, how) => call(operations.createOrder(request), how),
    createHostedLink: async (request, how) => call(operations.createHostedLink(request), how),
    createPayment: async (request, how) => call(operations.createPayment(request), how),
    getCardDetails: async (request, how) => call(operations.getCardDetails(request), how),
    generateOtp: async (paymentId, how) => call(operations.generateOtp(paymentId), how),
    submitOtp: async (paymentId, otp, how) => call(operations.submitOtp(paymentId, otp), how),
    resendOtp: async (paymentId, how) => call(operations.resendOtp(paymentId), how),
    getOrder: async (gatewayOrderId, how) => call(operations.getOrder(gatewayOrderId), how),
    getOrderByReference: async (reference, how) => call(operations.getOrderByReference(reference), how),
    capture: async (request, how) => call(operations.capture(request), how),
    cancel: async (gatewayOrderId, how) => call(operations.cancel(gatewayOrderId), how),
    createRefund: async (request, how) => call(operations.createRefund(request), how),
  };
}

/**
 * One login and nothing else, to see whether address and credentials are right. Rejects with a GatewayError.
 */
export async function logIn(options: PluralGatewayOptions): Promise<void> {
  await createAttempt(options)(operations.login(options.clientId, options.clientSecret), {});
}

type Call = <T>(operation: operations.Operation<T>, how?: CallOptions) => Promise<T>;

/** One call: a token, one attempt, and after a 401 a new token and one more. */
function createCall(options: PluralGatewayOptions): Call {
  const attempt = createAttempt(options);
  const login = operations.login(options.clientId, options.clientSecret);
  // All callers share a login, so no single caller's deadline or signal may end it.
  const tokens = createTokenSource(() => attempt(login, {}), options.clock ?? Date.now);

  const tokenFor = async (operation: GatewayOperation, signal: AbortSignal | undefined): Promise<Secret<string>> => {
    try {
      return await unlessAborted(tokens.get(), signal);
    } catch (error) {
      if (!(error instanceof GatewayError)) {
        throw new GatewayError({ operation, ...verdictOnCondition('aborted-unsent') });
      }
      const { code, requestId, httpStatus, retryAfterMs } = error.fields;
      const details = present({ requestId, httpStatus, retryAfterMs });
      throw new GatewayError({ operation, ...verdictOnMissingToken(code), ...details });
    }
  };

  return async (operation, how = {}) => {
    const token = await tokenFor(operation.name, how.signal);
    try {
      return await attempt(operation, how, token);
    } catch (error) {
      if (!(error instanceof GatewayError && error.fields.httpStatus === 401)) throw error;
      tokens.forget(token);
      return attempt(operation, how, await tokenFor(operation.name, how.signal));
    }
  };
}

/** Ends one caller's wait for a promise that other callers wait for, too. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new Error('aborted'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
