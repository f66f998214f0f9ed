export type { CallRecord } from './attempt';
export { type PluralGatewayOptions, createPluralGateway, logIn } from './client';
export { type FailedOutcome, GatewayError, type GatewayErrorFields, type GatewayOperation } from './errors';
export { OUTCOME_TABLE, type OutcomeRule } from './outcome-rules';
export type {
  CallOptions,
  CaptureRequest,
  CardDetails,
  CreateOrderRequest,
  CreatePaymentRequest,
  Customer,
  GatewayAmount,
  HostedLink,
  OtpPrompt,
  PluralGateway,
  RefundRequest,
} from './plural-gateway';
export { type ReduceOptions, reduceOrder } from './reduce';
export { createThrottle, type ThrottleLimits } from './throttle';
