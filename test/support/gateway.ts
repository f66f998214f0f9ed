import { createPluralGateway } from '../../activities/gateway';
import type { Dependencies } from '../../activities';
import { createMemoryVault, Secret } from '../../activities/vault';
import type { CardRef, MemoryVault, OtpRef } from '../../activities/vault';
import { startSimulator } from '../../simulator/simulator';
import type { Simulator, SimulatorOptions } from '../../simulator/simulator';

/** The gateway's own test card with native OTP, and the OTP that the simulator takes for it. */
export const OTP_CARD = { number: '4012001037141112', expiryMonth: '12', expiryYear: '2031', cvv: '065' };
export const REDIRECT_CARD = { number: '5200000000001096', expiryMonth: '12', expiryYear: '2031', cvv: '123' };
/** Refused at create payment. */
export const DECLINED_CARD = { ...OTP_CARD, number: '4000000000000002' };
export const RIGHT_OTP = '123456';
export const WRONG_OTP = '654321';

/** A simulated gateway and a vault, and what the activities need of them. */
export interface Bench {
  readonly simulator: Simulator;
  readonly vault: MemoryVault;
  readonly dependencies: Dependencies;
  card(card?: typeof OTP_CARD): Promise<CardRef>;
  otp(value?: string): Promise<OtpRef>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** The watchdog needs an index of orders, which not every server of a test has. */
export const NO_ORDERS: Dependencies['openOrders'] = {
  findHolds: () => Promise.reject(new Error('This test has no index of orders')),
  recheck: () => Promise.resolve(null),
};

export async function startBench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await startSimulator(options);
  // Virtual days pass while a test runs: the vault's periods are not what these tests are about.
  const vault = createMemoryVault({ ttlMs: { card: HOUR_MS, otp: HOUR_MS }, maxEntries: 10_000 });
  const { clientId, clientSecret } = simulator.credentials;
  // With the real clock also in virtual time: the deadlines of its requests are real.
  const gateway = createPluralGateway({ baseUrl: simulator.url, clientId, clientSecret: new Secret(clientSecret) });
  return {
    simulator,
    vault,
    dependencies: { gateway, vault, openOrders: NO_ORDERS, callbackUrl: 'http://127.0.0.1/v1/callbacks/plural' },
    card: async (card = OTP_CARD) => (await vault.put('card', new Secret(card))).ref,
    otp: async (value = RIGHT_OTP) => (await vault.put('otp', new Secret(value))).ref,
    close: () => simulator.close(),
  };
}
