import { Secret } from '../../activities/vault';

/** Tokens by the name that the audit shows. */
export type CodecTokens = ReadonlyMap<string, Secret<string>>;

/**
 * Reads `name:token,…`, the tokens of at least 16 characters. Nothing at all gives an empty map.
 * @throws Error naming each bad entry by its position, never by its value.
 */
export function parseTokens(text: string): CodecTokens {
  if (text.trim() === '') return new Map();
  const entries = text.split(',').map((entry) => /^([A-Za-z0-9_.-]{1,64}):([!-~]{16,})$/.exec(entry.trim()));
  const bad = entries.flatMap((entry, index) => (entry ? [] : [index + 1]));
  if (bad.length > 0) throw new Error(`Codec token ${bad.join(', ')} is not of the form name:token with 16 characters`);
  return new Map(entries.map((entry) => [entry?.[1] ?? '', new Secret(entry?.[2] ?? '')]));
}
