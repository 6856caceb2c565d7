import type { DeliveryId } from '../cart/totals';

export interface OrderForm {
  name: string;
  email: string;
  street: string;
  postcode: string;
  city: string;
  card: string;
  expires: string;
  terms: boolean;
}

export type Field = keyof OrderForm;
export type Problems = Partial<Record<Field, string>>;

export const emptyForm: OrderForm = {
  name: '',
  email: '',
  street: '',
  postcode: '',
  city: '',
  card: '',
  expires: '',
  terms: false,
};

/** What is wrong with the form, field by field in the order of the form; empty when it can be sent. */
export function validate(form: OrderForm, delivery: DeliveryId, now: Date): Problems {
  const problems: Problems = {};
  if (form.name.trim().length < 2) problems.name = 'Please tell us your name.';
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(form.email.trim())) {
    problems.email = 'This does not look like an e-mail address.';
  }
  if (delivery !== 'collect') {
    if (!/\d/.test(form.street) || form.street.trim().length < 4) {
      problems.street = 'Street and house number, please.';
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9 -]{2,9}$/.test(form.postcode.trim())) problems.postcode = 'Postcode, please.';
    if (form.city.trim().length < 2) problems.city = 'Town or city, please.';
  }
  if (!isCardNumber(form.card)) problems.card = 'The card number is not complete or has a mistake in it.';
  const expiry = expiryProblem(form.expires, now);
  if (expiry !== null) problems.expires = expiry;
  if (!form.terms) problems.terms = 'We can only take orders under our terms.';
  return problems;
}

/** Luhn's check digit, which finds most typing mistakes. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\s/g, '');
  if (!/^\d{13,19}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

function expiryProblem(text: string, now: Date): string | null {
  const match = /^(\d{2})\s*\/\s*(\d{2})$/.exec(text.trim());
  if (match === null) return 'Month and year, as 08 / 29.';
  const month = Number(match[1]);
  if (month < 1 || month > 12) return 'There are twelve months.';
  const firstInvalid = new Date(2000 + Number(match[2]), month, 1);
  return firstInvalid <= now ? 'This card has expired.' : null;
}
