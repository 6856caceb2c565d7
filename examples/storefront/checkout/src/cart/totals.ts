import type { CartLine } from '@storefront/kit/contracts';
import { addBusinessDays, format } from 'date-fns';
import sumBy from 'lodash-es/sumBy';

export type DeliveryId = 'post' | 'courier' | 'collect';

export interface Delivery {
  id: DeliveryId;
  label: string;
  note: string;
  price: number;
  workingDays: number;
}

export const deliveries: readonly Delivery[] = [
  { id: 'post', label: 'Post', note: 'To your door', price: 490, workingDays: 4 },
  { id: 'courier', label: 'Bicycle courier', note: 'To your door', price: 990, workingDays: 1 },
  { id: 'collect', label: 'Collect', note: 'Mill Lane 4, open until six', price: 0, workingDays: 2 },
];

const FREE_POST_FROM = 10000;

const codes: Readonly<Record<string, number>> = { SLOWMORNING: 0.1, FIRSTFROST: 0.15 };

/** Share of the price that a discount code takes off, 0 where there is no such code. */
export function discountOf(code: string): number {
  return codes[code.trim().toUpperCase()] ?? 0;
}

export interface Totals {
  goods: number;
  discount: number;
  delivery: number;
  total: number;
}

export function totalsOf(lines: readonly CartLine[], delivery: Delivery, code: string): Totals {
  const goods = sumBy(lines, (line) => line.price * line.quantity);
  const discount = Math.round(goods * discountOf(code));
  const fee = lines.length === 0 ? 0 : feeOf(delivery, goods - discount);
  return { goods, discount, delivery: fee, total: goods - discount + fee };
}

/** What a delivery costs for goods of this worth. */
export function feeOf(delivery: Delivery, worth: number): number {
  return delivery.id === 'post' && worth >= FREE_POST_FROM ? 0 : delivery.price;
}

export function arrivalOf(delivery: Delivery, from: Date): string {
  return format(addBusinessDays(from, delivery.workingDays), 'EEEE d MMMM');
}
