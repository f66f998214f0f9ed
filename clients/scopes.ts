/**
 * What an API key may be used for. `cards`: everything of a checkout; `orders`: an order system; `operator`: support.
 */
export const SCOPES = ['cards', 'orders', 'operator'] as const;
export type Scope = (typeof SCOPES)[number];
