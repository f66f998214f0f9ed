import { isUtf8 } from 'node:buffer';

/** The text that the bytes are in UTF-8; undefined where they are none, and somebody would have to guess. */
export const utf8Of = (bytes: Uint8Array): string | undefined =>
  isUtf8(bytes) ? new TextDecoder().decode(bytes) : undefined;

/** Names with their colons, and what opens and closes; whatever else there is has none of these in it. */
const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")\s*(:)?|[{}[\]]/g;

/**
 * The first name that an object has twice, with the names around it (`['amount', 'value']`): parsers differ about which of
 * the two counts. `json`: of which JSON.parse has said that it is JSON.
 */
export function repeatedName(json: string): readonly string[] | undefined {
  const open: { readonly seen: Set<string>; name: string | undefined }[] = [];
  for (const [token, text, colon] of json.matchAll(TOKENS)) {
    const inner = open.at(-1);
    if (token === '{' || token === '[') open.push({ seen: new Set(), name: undefined });
    else if (token === '}' || token === ']') open.pop();
    else if (text !== undefined && colon !== undefined && inner) {
      inner.name = JSON.parse(text) as string;
      if (inner.seen.has(inner.name)) return open.flatMap(({ name }) => name ?? []);
      inner.seen.add(inner.name);
    }
  }
  return undefined;
}
