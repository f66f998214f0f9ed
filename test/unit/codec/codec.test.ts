import type { Payload } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';
import fc from 'fast-check';
import { createEncryptionCodec, parseKeyring, PayloadNotDecrypted } from '../../../clients/temporal/codec';
import { impostorKey, newKey, oldKey } from './keyring';

const codecOf = (keyring: string) => createEncryptionCodec(parseKeyring(keyring));
const codec = codecOf(oldKey);

const payloads: fc.Arbitrary<Payload> = fc.record({
  metadata: fc.dictionary(fc.string({ minLength: 1 }), fc.uint8Array()),
  data: fc.uint8Array({ maxLength: 500 }),
});

/** Byte for byte, whatever kind of array holds them. */
const bytesOf = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('hex')]),
  ),
  data: Buffer.from(data ?? []).toString('hex'),
});

async function sealed(value: unknown, by = codec): Promise<Payload> {
  const [payload] = await by.encode([defaultPayloadConverter.toPayload(value)]);
  return payload as Payload;
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe('the encryption codec', () => {
  it('gives back exactly the payloads it was given, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(payloads, { maxLength: 5 }), async (given) => {
        const back = await codec.decode(await codec.encode(given));
        expect(back.map(bytesOf)).toEqual(given.map(bytesOf));
      }),
    );
  });

  it('makes a long payload smaller, and leaves a short one as it is', async () => {
    const view = { timeline: Array.from({ length: 20 }, (_, at) => ({ at, what: 'The gateway was asked' })) };
    const plain = defaultPayloadConverter.toPayload(view);
    expect((await sealed(view)).data?.length).toBeLessThan((plain.data?.length ?? 0) / 2);
    // IV and tag, and the payload's own metadata.
    const short = defaultPayloadConverter.toPayload('ok');
    expect((await sealed('ok')).data?.length).toBeLessThan((short.data?.length ?? 0) + 28 + 40);
  });

  it('refuses a payload with any one bit of its data or of its key id changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.constantFrom('data', 'id'), fc.nat(), async (value, where, position) => {
        const { metadata, data } = (await sealed(value)) as { metadata: Record<string, Uint8Array>; data: Uint8Array };
        const id = metadata['encryption-key-id'] as Uint8Array;
        const changed: Payload =
          where === 'data'
            ? { metadata, data: flipped(data, position % (data.length * 8)) }
            : { metadata: { ...metadata, 'encryption-key-id': flipped(id, position % (id.length * 8)) }, data };
        await expect(codec.decode([changed])).rejects.toThrow(PayloadNotDecrypted);
      }),
      { numRuns: 500 },
    );
  });

  it.each([0, 1, 12, 27, 28, 40])('refuses a payload cut to %i bytes', async (length) => {
    const payload = await sealed('value');
    await expect(codec.decode([{ ...payload, data: payload.data?.subarray(0, length) ?? null }])).rejects.toThrow(
      '2025',
    );
  });

  it('shows neither value nor type of what it seals, and never seals twice alike', async () => {
    const [first, second] = [await sealed('4012001037141112'), await sealed('4012001037141112')];
    expect(Buffer.from(first.data ?? []).toString('latin1')).not.toMatch(/4012001037141112|json\/plain/);
    expect(Object.keys(first.metadata ?? {})).toEqual(['encoding', 'encryption-key-id']);
    expect(Buffer.from(first.metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
    expect(bytesOf(first)).not.toEqual(bytesOf(second));
  });

  it('lets payloads of other encodings pass, such as those of a time before encryption', async () => {
    const plain = defaultPayloadConverter.toPayload('plain');
    expect(await codec.decode([plain, { metadata: {}, data: null }])).toEqual([plain, { metadata: {}, data: null }]);
  });

  it('seals with the first key and opens with any: a key is rotated without a pause', async () => {
    const rotated = codecOf(`${newKey}, ${oldKey}`);
    const [old, fresh] = [await sealed('old'), await sealed('fresh', rotated)];
    expect((await rotated.decode([old, fresh])).map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(
      ['old', 'fresh'],
    );
    await expect(codec.decode([fresh])).rejects.toThrow('Encryption key 2026 is unknown here');
  });

  it('refuses what another key sealed under the same id', async () => {
    await expect(codecOf(impostorKey).decode([await sealed('value')])).rejects.toThrow('encryption key 2025');
  });

  it('binds the key id: a payload cannot be relabelled, not even to an id with the same key', async () => {
    const { metadata, data } = await sealed('value');
    const twice = codecOf(`${oldKey},${oldKey.replace('2025', '2027')}`);
    const relabelled = { metadata: { ...metadata, 'encryption-key-id': Buffer.from('2027') }, data: data ?? null };
    await expect(twice.decode([relabelled])).rejects.toThrow(PayloadNotDecrypted);
  });

  it('does not repeat a key id that is none', async () => {
    const payload = await sealed('value');
    const metadata = { ...payload.metadata, 'encryption-key-id': Buffer.from('4012001037141112 \u001b[31m') };
    await expect(codec.decode([{ ...payload, metadata }])).rejects.toThrow(
      'Encryption key (unreadable id) is unknown here',
    );
  });
});

describe('a keyring', () => {
  const [, secret = ''] = oldKey.split(':');

  it.each([
    ['nothing', '', '1'],
    ['a key without an id', secret, '1'],
    ['an id without a key', '2025:', '1'],
    ['a key of 16 bytes', `2025:${Buffer.alloc(16, 1).toString('base64')}`, '1'],
    ['a key in hex', `2025:${'01'.repeat(32)}`, '1'],
    ['an id with a blank', `20 25:${secret}`, '1'],
    ['a trailing comma', `${oldKey},`, '2'],
    ['two bad entries among three', `2025:x,${newKey},y:${secret}:z`, '1, 3'],
  ])('is refused when it has %s, naming the position and no value', (_what, text, positions) => {
    expect(() => parseKeyring(text)).toThrow(
      new Error(`Encryption key ${positions} is not of the form id:base64 with 32 bytes`),
    );
  });

  it('is refused when two keys share an id', () => {
    expect(() => parseKeyring(`${oldKey},${impostorKey}`)).toThrow('the same id');
  });
});
