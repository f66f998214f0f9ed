/** What the gateway may be told about the buyer (docs/gateway.md §12, `customer`); every field is optional there. */
export interface Customer {
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly customerId?: string;
  readonly mobileNumber?: string;
  readonly countryCode?: string;
}
