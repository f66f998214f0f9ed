/** Keys of the tests: 32 equal bytes each. */
const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

export const oldKey = `2025:${keyOf(1)}`;
export const newKey = `2026:${keyOf(2)}`;
/** Another key under the id of the old one. */
export const impostorKey = `2025:${keyOf(3)}`;
