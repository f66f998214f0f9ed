import { randomBytes } from 'node:crypto';
import { Secret } from './secret';
import type { SecretByRef, SecretKind, StoredSecret, Vault } from './vault';
import { VaultUnavailable } from './vault';

export interface MemoryVaultOptions {
  /** How long a secret and the memory of its owner last, by kind. */
  readonly ttlMs: Readonly<Record<SecretKind, number>>;
  /**
   * Secrets and tombstones together. A full vault refuses new ones: evicting would let a flood push out paying buyers.
   */
  readonly maxEntries: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

export interface MemoryVault extends Vault {
  /** Wipes what is past its time. Runs on every call as well; a process calls it by a timer, for the quiet hours. */
  forgetExpired(): void;
}

interface Entry {
  /** Bytes and not a string, because bytes can be wiped. Empty once discarded: the tombstone. */
  bytes: Buffer;
  owner: string | undefined;
  readonly expiresAtMs: number;
}

/** The vault that keeps everything in the memory of this process and nowhere else. */
export function createMemoryVault(options: MemoryVaultOptions): MemoryVault {
  const entries = createEntries(options);
  return {
    forgetExpired: entries.forgetExpired,

    async put<K extends SecretKind>(kind: K, secret: Secret<SecretByRef[K]['value']>): Promise<StoredSecret<K>> {
      const { ref, expiresAtMs } = entries.add(kind, secret);
      return { ref: ref as SecretByRef[K]['ref'], expiresAt: new Date(expiresAtMs).toISOString() };
    },

    async claim(ref, owner) {
      const entry = entries.find(ref);
      if (!entry) return 'unknown';
      entry.owner ??= owner;
      return entry.owner === owner ? 'claimed' : 'taken';
    },

    async read<K extends SecretKind>(kind: K, ref: SecretByRef[K]['ref']) {
      const entry = entries.find(ref, kind);
      if (!entry || entry.bytes.length === 0) return undefined;
      return new Secret(JSON.parse(entry.bytes.toString()) as SecretByRef[K]['value']);
    },

    async discard(ref) {
      const entry = entries.find(ref);
      if (entry) wipe(entry);
    },
  };
}

/** The entries of both kinds, without those whose time has passed. */
function createEntries({ ttlMs, maxEntries, clock = Date.now }: MemoryVaultOptions) {
  const byKind: Record<SecretKind, Map<string, Entry>> = { card: new Map(), otp: new Map() };

  // A map keeps the order of insertion and a kind has one time to live: the first entry is the first to expire.
  const forgetExpired = (): void => {
    const now = clock();
    for (const byRef of Object.values(byKind)) {
      for (const [ref, entry] of byRef) {
        if (entry.expiresAtMs > now) break;
        wipe(entry);
        byRef.delete(ref);
      }
    }
  };

  return {
    forgetExpired,

    find(ref: string, kind?: SecretKind): Entry | undefined {
      forgetExpired();
      return kind ? byKind[kind].get(ref) : (byKind.card.get(ref) ?? byKind.otp.get(ref));
    },

    add(kind: SecretKind, secret: Secret<unknown>): { ref: string; expiresAtMs: number } {
      forgetExpired();
      if (byKind.card.size + byKind.otp.size >= maxEntries) {
        throw new VaultUnavailable('The vault is full: nothing was stored, try again later');
      }
      const ref = `${kind}_${randomBytes(16).toString('base64url')}`;
      const expiresAtMs = clock() + ttlMs[kind];
      byKind[kind].set(ref, { bytes: Buffer.from(JSON.stringify(secret.expose())), owner: undefined, expiresAtMs });
      return { ref, expiresAtMs };
    },
  };
}

function wipe(entry: Entry): void {
  entry.bytes.fill(0);
  entry.bytes = Buffer.alloc(0);
}
