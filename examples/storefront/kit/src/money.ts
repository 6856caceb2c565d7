const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** Prices are whole cents everywhere; only the screen sees euros. */
export function formatMoney(cents: number): string {
  return euros.format(cents / 100);
}
