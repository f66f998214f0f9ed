import type { ReturnField } from './return-signature';

export interface ReceivedCallback {
  readonly method: 'GET' | 'POST';
  /** Without the question mark, still encoded. Read for GET only. */
  readonly query: string;
  /** Of the body of a POST; parameters such as `charset` are ignored. */
  readonly contentType: string | undefined;
  readonly rawBody: Uint8Array;
}

export type FieldsRefusal =
  'content_type_unsupported' | 'encoding_malformed' | 'json_malformed' | 'value_not_text' | 'too_many_fields';

export type CallbackFields =
  | { readonly ok: true; readonly fields: readonly ReturnField[] }
  | { readonly ok: false; readonly reason: FieldsRefusal };

const MAX_FIELDS = 50;

/**
 * The fields of a return-URL callback, decoded, in the order received, with duplicates kept so that they can be
 * refused. The gateway's plugins read a form POST, its documents show JSON: a query, a form or a flat JSON object.
 */
export function parseCallbackFields({ method, query, contentType, rawBody }: ReceivedCallback): CallbackFields {
  if (method === 'GET') return fieldsOfForm(query);
  const body = decodeUtf8(rawBody);
  if (body === undefined) return refused('encoding_malformed');
  switch (contentType?.split(';', 1)[0]?.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded':
      return fieldsOfForm(body);
    case 'application/json':
      return fieldsOfJson(body);
    case undefined:
    default:
      return refused('content_type_unsupported');
  }
}

/** Stricter than URLSearchParams, which replaces invalid UTF-8 and would thus change what was signed. */
function fieldsOfForm(text: string): CallbackFields {
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MAX_FIELDS) return refused('too_many_fields');
  try {
    const fields = pairs.map((pair): ReturnField => {
      const end = pair.includes('=') ? pair.indexOf('=') : pair.length;
      return [decodeForm(pair.slice(0, end)), decodeForm(pair.slice(end + 1))];
    });
    return { ok: true, fields };
  } catch {
    return refused('encoding_malformed');
  }
}

const decodeForm = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** One member of a flat object and what ends it. */
const MEMBER = /\s*("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*")\s*([,}])/y;

/** JSON.parse judges the syntax, but keeps only the last of two equal names, so the members are read once more. */
function fieldsOfJson(text: string): CallbackFields {
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return refused('json_malformed');

  const fields: ReturnField[] = [];
  const member = new RegExp(MEMBER);
  member.lastIndex = text.indexOf('{') + 1;
  for (let end = Object.keys(parsed).length === 0 ? '}' : ','; end !== '}';) {
    const [, name, value, ending] = member.exec(text) ?? [];
    // The syntax is right, so this member's value is not text. JSON.parse may have hidden it behind a later member of
    // its name.
    if (name === undefined || value === undefined || ending === undefined) return refused('value_not_text');
    fields.push([JSON.parse(name) as string, JSON.parse(value) as string]);
    if (fields.length > MAX_FIELDS) return refused('too_many_fields');
    end = ending;
  }
  return { ok: true, fields };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const refused = (reason: FieldsRefusal): CallbackFields => ({ ok: false, reason });
