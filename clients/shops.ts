/** Orders of one shop; `orNone`: also those that belong to none, which were placed past the API. */
export interface ShopFilter {
  readonly name: string;
  readonly orNone: boolean;
}

/** To which shop an order belongs: what the edge asks before it lets a caller near it. */
export interface OrderOwners {
  /**
   * Null: it was placed past the API and belongs to none.
   * @throws OrderNotFound, TemporalUnavailable
   */
  shopOf(
    reference: string,
    options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal },
  ): Promise<string | null>;
}
