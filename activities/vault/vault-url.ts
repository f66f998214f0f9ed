import { createSocketVault } from './socket-vault';
import type { Vault } from './vault';

const SUPPORTED = 'unix:/absolute/path/of/the/socket';

/**
 * The path of the socket in a vault's URL, such as `unix:/run/holdfast/vault.sock`.
 * @throws Error for any other URL; the message names what is supported and never the value, which may hold a password.
 */
export function socketPathOf(vaultUrl: string): string {
  const path = /^unix:(?:\/\/)?(\/.+)$/.exec(vaultUrl)?.[1];
  if (path === undefined) throw new Error(`The vault's URL is not supported: give ${SUPPORTED}`);
  return path;
}

/**
 * The vault that a URL names. Connects with the first call, not now.
 * @throws Error for a URL that is not supported.
 */
export function openVault(vaultUrl: string, { timeoutMs = 2_000 }: { readonly timeoutMs?: number } = {}): Vault {
  return createSocketVault({ path: socketPathOf(vaultUrl), timeoutMs });
}
