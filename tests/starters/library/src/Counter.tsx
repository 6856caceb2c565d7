import React, { useState } from "react";
import { step, type Step } from "./step";

export class CounterError extends Error {}

export function Counter({ start = 0, ...options }: { start?: number } & Step) {
  if (!Number.isFinite(start)) throw new CounterError("start must be a number");
  const [value, setValue] = useState(start);
  return (
    <button id="counter" onClick={() => setValue(step(value, options))}>
      {value}
    </button>
  );
}
