import { formatMoney } from '@storefront/kit/money';
import { type FormEvent, type HTMLInputAutoCompleteAttribute, useRef, useState } from 'react';
import type { Delivery } from '../cart/totals';
import * as styles from './OrderForm.module.css';
import { emptyForm, type Field, type OrderForm as Form, type Problems, validate } from './validate';

interface Props {
  delivery: Delivery;
  total: number;
  onBack: () => void;
  onOrdered: (order: { number: string; name: string; email: string }) => void;
}

export default function OrderForm({ delivery, total, onBack, onOrdered }: Props) {
  const [form, setForm] = useState<Form>(emptyForm);
  const [problems, setProblems] = useState<Problems>({});
  const [sending, setSending] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  const set = <F extends Field>(field: F, value: Form[F]) => {
    const next = { ...form, [field]: value };
    setForm(next);
    // A field that was complained about is judged while it is mended, the others wait until the form is sent.
    if (problems[field] !== undefined) {
      const { [field]: problem } = validate(next, delivery.id, new Date());
      setProblems({ ...problems, [field]: problem });
    }
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = validate(form, delivery.id, new Date());
    setProblems(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      element.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      return;
    }
    setSending(true);
    const number = await sendOrder();
    onOrdered({ number, name: form.name.trim(), email: form.email.trim() });
  };

  const text = (field: Exclude<Field, 'terms'>, label: string, autoComplete: HTMLInputAutoCompleteAttribute, hint = '') => (
    <TextField
      name={field}
      label={label}
      autoComplete={autoComplete}
      placeholder={hint}
      value={form[field]}
      problem={problems[field]}
      onChange={(value) => set(field, value)}
    />
  );

  return (
    <form ref={element} className={styles.form} onSubmit={submit} noValidate aria-label="Order">
      <fieldset>
        <legend>You</legend>
        {text('name', 'Name', 'name')}
        {text('email', 'E-mail', 'email')}
      </fieldset>
      {delivery.id !== 'collect' && (
        <fieldset>
          <legend>Where it goes</legend>
          {text('street', 'Street and number', 'street-address')}
          <div className={styles.pair}>
            {text('postcode', 'Postcode', 'postal-code')}
            {text('city', 'Town', 'address-level2')}
          </div>
        </fieldset>
      )}
      <fieldset>
        <legend>Card</legend>
        <p className={styles.secure}>A shop window, not a till: no card is charged, 4242 4242 4242 4242 will do.</p>
        <div className={styles.pair}>
          {text('card', 'Card number', 'cc-number', '4242 4242 4242 4242')}
          {text('expires', 'Valid until', 'cc-exp', '08 / 29')}
        </div>
      </fieldset>
      <label className={styles.terms}>
        <input
          type="checkbox"
          name="terms"
          checked={form.terms}
          aria-invalid={problems.terms !== undefined}
          aria-describedby="terms-problem"
          onChange={(event) => set('terms', event.target.checked)}
        />
        I have read the terms.
      </label>
      <p id="terms-problem" className={styles.problem}>
        {problems.terms}
      </p>
      <div className={styles.actions}>
        <button type="button" className={styles.back} onClick={onBack}>
          Back to the cart
        </button>
        <button type="submit" className={styles.submit} disabled={sending}>
          {sending ? 'One moment…' : `Order for ${formatMoney(total)}`}
        </button>
      </div>
    </form>
  );
}

interface TextFieldProps {
  name: string;
  label: string;
  autoComplete: HTMLInputAutoCompleteAttribute;
  placeholder: string;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

function TextField({ name, label, autoComplete, placeholder, value, problem, onChange }: TextFieldProps) {
  const problemId = `${name}-problem`;
  return (
    <div className={styles.field}>
      <label htmlFor={`order-${name}`}>{label}</label>
      <input
        id={`order-${name}`}
        name={name}
        value={value}
        placeholder={placeholder}
        autoComplete={autoComplete}
        aria-invalid={problem !== undefined}
        aria-describedby={problemId}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={problemId} className={styles.problem}>
        {problem}
      </p>
    </div>
  );
}

/** Stands in for the shop's server: takes its time and answers with an order number. */
async function sendOrder(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 350));
  const digits = crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000;
  return `FH-${String(digits).padStart(6, '0')}`;
}
