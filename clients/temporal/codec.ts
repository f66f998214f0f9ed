import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';

/** Every key that can open a payload, and the one that seals new ones. */
export interface Keyring {
  readonly activeId: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/**
 * A payload that cannot be opened: its key is unknown, or it is not what was sealed. The message names the key id,
 * never the payload.
 */
export class PayloadNotDecrypted extends Error {
  override readonly name = 'PayloadNotDecrypted';
}

const ENCODING = 'binary/encrypted';
const KEY_ID = /^[A-Za-z0-9_.-]{1,64}$/;
/** 32 bytes in canonical base64: the last character before the padding carries four bits. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
/** The encoding of a payload around a compressed one. It is sealed, so it is never seen outside. */
const DEFLATED = 'binary/holdfast-deflate';
/** Far above what a history takes: we never sealed anything larger. */
const MAX_INFLATED_BYTES = 16 * 1024 * 1024;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Reads `id:base64,…`: 32 bytes a key, the first one active.
 *
 * Rotation: give the new key to all workers, clients and the codec server in second place, then put it first; take the
 * old one out after the longest life of an order plus retention, since replay needs it.
 * @throws Error naming each bad entry by its position, never by its value.
 */
export function parseKeyring(text: string): Keyring {
  const entries = text.split(',').map((entry) => {
    const [id = '', key = '', ...rest] = entry.trim().split(':');
    return { id, key, valid: KEY_ID.test(id) && KEY.test(key) && rest.length === 0 };
  });
  const bad = entries.flatMap(({ valid }, index) => (valid ? [] : [index + 1]));
  if (bad.length > 0) throw new Error(`Encryption key ${bad.join(', ')} is not of the form id:base64 with 32 bytes`);

  const keys = new Map(entries.map(({ id, key }) => [id, createSecretKey(key, 'base64')]));
  if (keys.size < entries.length) throw new Error('Two encryption keys have the same id');
  return { activeId: entries[0]?.id ?? '', keys };
}

/**
 * Compresses whole payloads where that helps, and encrypts them with AES-256-GCM: data = IV, ciphertext, tag; the id of
 * the key is in the metadata and bound as additional data. Payloads of any other encoding pass decoding unchanged.
 *
 * The namespace is not bound: the SDK's replayer decodes every history as of the namespace `default`, and nobody could
 * replay what was recorded in another. Namespaces are kept apart by keyrings of their own.
 */
export function createEncryptionCodec({ activeId, keys }: Keyring): PayloadCodec {
  const keyOf = (id: string): KeyObject => {
    const key = keys.get(id);
    if (!key)
      throw new PayloadNotDecrypted(`Encryption key ${KEY_ID.test(id) ? id : '(unreadable id)'} is unknown here`);
    return key;
  };
  const activeKey = keyOf(activeId);

  // Async, so that a payload that cannot be opened rejects and does not throw.
  return {
    async encode(payloads) {
      return Promise.resolve(payloads.map((payload) => seal(payload, activeId, activeKey)));
    },
    async decode(payloads) {
      return Promise.resolve(payloads.map((payload) => (isSealed(payload) ? open(payload, keyOf) : payload)));
    },
  };
}

function seal(payload: Payload, id: string, key: KeyObject): Payload {
  // Random IVs are safe up to about 2^32 payloads a key: rotate long before.
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id));
  const plain = deflated(temporal.api.common.v1.Payload.encode(payload).finish());
  const data = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(id) }, data };
}

/**
 * Histories are kept for weeks and billed by their size, and most payloads are views of orders, which are repetitive
 * JSON: compressed, before they are encrypted, they take less than half. Small ones stay as they are.
 */
function deflated(plain: Uint8Array): Uint8Array {
  const { Payload } = temporal.api.common.v1;
  const packed = { metadata: { encoding: Buffer.from(DEFLATED) }, data: deflateRawSync(plain) };
  const encoded = Payload.encode(packed).finish();
  return encoded.length < plain.length ? encoded : plain;
}

function inflated(payload: Payload): Payload {
  if (textOf(payload, 'encoding') !== DEFLATED) return payload;
  const plain = inflateRawSync(payload.data ?? new Uint8Array(), { maxOutputLength: MAX_INFLATED_BYTES });
  return temporal.api.common.v1.Payload.decode(plain);
}

const textOf = (payload: Payload, key: string): string => Buffer.from(payload.metadata?.[key] ?? []).toString();

const isSealed = (payload: Payload): boolean => textOf(payload, 'encoding') === ENCODING;

function open(payload: Payload, keyOf: (id: string) => KeyObject): Payload {
  const id = textOf(payload, 'encryption-key-id');
  const key = keyOf(id);
  const sealed = Buffer.from(payload.data ?? []);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(id)).setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return inflated(temporal.api.common.v1.Payload.decode(plain));
  } catch {
    throw new PayloadNotDecrypted(`A payload was changed after encryption key ${id} sealed it, or another key did`);
  }
}
