#!/usr/bin/env node
// Writes a workload that is no federation: one application with React, one with packages, or a program for Node (`workloads/`).
//
//   node generate.mjs react --components 1000 --out DIR
//   node generate.mjs libraries|popular|ui|program --out DIR
//
// The same arguments give the same bytes. `workload.json` says what the running page must show (see verify.mjs), so
// that a build which drops, doubles or mislinks a module is caught. Packages come from a node_modules above DIR.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** Components rendered by one component. */
const FANOUT = 3;
/** Components in one folder of features. */
const PER_FEATURE = 20;
/** Components behind one lazy route. */
const PER_ROUTE = 250;
/** Components that share one helper module. */
const PER_HELPER = 25;

const WORDS = ['amber', 'basil', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heron', 'iris', 'jade', 'kelp', 'lotus'];

/** Small whole numbers that look random and never change: a linear congruential generator. */
function numbers(seed) {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const feature = (i) => `f${Math.floor(i / PER_FEATURE)}`;
const word = (i) => WORDS[i % WORDS.length];

/** The tree of components: App renders the roots of its routes, each component its children. */
function plan(count) {
  const random = numbers(count);
  const components = Array.from({ length: count }, (_, i) => {
    const first = i - (i % PER_ROUTE);
    const children = [];
    for (let k = 1; k <= FANOUT; k++) {
      const child = first + (i - first) * FANOUT + k;
      if (child < Math.min(first + PER_ROUTE, count)) children.push(child);
    }
    const prices = Array.from({ length: 3 + random(4) }, () => 1 + random(900));
    const quantities = prices.map(() => 1 + random(9));
    return { i, children, prices, quantities, shape: random(4), value: prices.reduce((sum, price, k) => sum + price * quantities[k], 0) };
  });
  return { components, helpers: Math.max(1, Math.floor(count / PER_HELPER)) };
}

const helperSource = (h) => `/** Texts and limits around \`${word(h)}\`. */
export interface Limits${h} {
  readonly low: number;
  readonly high: number;
  note?: string;
}

export const limits${h}: Limits${h} = { low: ${h % 7}, high: ${5000 + h} };

export function clamp${h}(value: number, limits: Limits${h} = limits${h}): number {
  return value < limits.low ? limits.low : value > limits.high ? limits.high : value;
}

export function caption${h}(id: number, count: number): string {
  const noun = count === 1 ? 'item' : 'items';
  return \`${word(h)} \${id}: \${count} \${noun}\`;
}

/** Nobody imports this. */
export function audit${h}(values: Iterable<number>): Map<string, number> {
  const seen = new Map<string, number>();
  for (const value of values) seen.set(\`${word(h + 3)}-\${value % ${h + 2}}\`, (seen.get('${word(h)}') ?? 0) + value);
  return seen;
}
`;

const modelSource = ({ i, prices, quantities }) => `export interface Line${i} {
  readonly price: number;
  readonly quantity: number;
  tag?: '${word(i)}' | '${word(i + 5)}';
}

const PRICES = [${prices.join(', ')}] as const;
const QUANTITIES: readonly number[] = [${quantities.join(', ')}];

export const lines${i}: Line${i}[] = PRICES.map((price, at) => ({ price, quantity: QUANTITIES[at]! }));

export function total${i}(lines: readonly Line${i}[] = lines${i}): number {
  let sum = 0;
  for (const { price, quantity } of lines) sum += price * quantity;
  return sum;
}

export const describe${i} = (line: Line${i}): string => \`\${line.quantity} at \${line.price}\${line.tag ? \` (\${line.tag})\` : ''}\`;

export class Ledger${i} {
  #entries: Line${i}[] = [];
  constructor(private readonly owner: string) {}
  add(line: Line${i}): this {
    this.#entries.push(line);
    return this;
  }
  get summary(): string {
    return \`\${this.owner}: \${total${i}(this.#entries)}\`;
  }
}
`;

function componentSource(component, helpers) {
  const { i, children, shape } = component;
  const h = i % helpers;
  const hooks = [[], ['useMemo'], ['useState', 'useCallback'], ['memo', 'useId']][shape];
  const from = (child) => (feature(child) === feature(i) ? `./Panel${child}` : `../${feature(child)}/Panel${child}`);
  // Half of the components go through the barrel, the other half to the file.
  const helper = i % 2 ? '../../lib' : `../../lib/helper${h}`;
  const body = {
    0: `  const total = total${i}();\n  const names = lines.map(describe${i});`,
    1: `  const total = useMemo(() => total${i}(lines), [lines]);\n  const names = useMemo(() => lines.map((line) => describe${i}(line)), [lines]);`,
    2: `  const [open, setOpen] = useState(true);\n  const toggle = useCallback(() => setOpen((was) => !was), []);\n  const total = total${i}(lines);\n  const names = open ? lines.map(describe${i}) : [];`,
    3: `  const id = useId();\n  const total = lines.reduce((sum, line) => sum + line.price * line.quantity, 0);\n  const names = lines.flatMap((line) => (line.quantity > 0 ? [describe${i}(line)] : []));`,
  }[shape];
  const props = `{ title = caption${h}(${i}, lines${i}.length), lines = lines${i}, onSelect }: Panel${i}Props`;
  return `${hooks.length ? `import { ${hooks.join(', ')} } from 'react';\n` : ''}import { caption${h}, clamp${h} } from '${helper}';
import { describe${i}, lines${i}, total${i}, type Line${i} } from './model${i}';
${children.map((child) => `import { Panel${child} } from '${from(child)}';\n`).join('')}
export interface Panel${i}Props {
  title?: string;
  lines?: Line${i}[];
  onSelect?: (line: Line${i}) => void;
}

${shape === 3 ? `function Panel${i}Body(${props}) {` : `export function Panel${i}(${props}) {`}
${body}
  const weight = clamp${h}(names.length + total);
  return (
    <article data-c="${i}" data-v={total} title={title}${shape === 3 ? ' id={id}' : ''}>
      <h3 style={{ opacity: weight > ${i % 50} ? 1 : 0.5 }}>{title}</h3>
${shape === 2 ? '      <button type="button" aria-pressed={open} onClick={toggle}>\n        {open ? \'Less\' : \'More\'}\n      </button>\n' : ''}      <ul>
        {names.map((name, at) => (
          <li key={at} onClick={() => onSelect?.(lines[at]!)}>
            {name}
          </li>
        ))}
      </ul>
${children.map((child) => `      <Panel${child} />\n`).join('')}    </article>
  );
}
${shape === 3 ? `\nexport const Panel${i} = memo(Panel${i}Body);\n` : ''}`;
}

function appSource(routes) {
  return `import { Suspense, lazy } from 'react';
import { Panel0 } from './features/f0/Panel0';

${routes.map((r) => `const Route${r} = lazy(() => import('./routes/Route${r}'));`).join('\n')}

export function App() {
  return (
    <main>
      <Panel0 />
${routes.map((r) => `      <Suspense fallback={<p>…</p>}>\n        <Route${r} />\n      </Suspense>`).join('\n')}
    </main>
  );
}
`;
}

const routeSource = (root) => `import { Panel${root} } from '../features/${feature(root)}/Panel${root}';

export default function Route() {
  return <Panel${root} title="${word(root)}" />;
}
`;

const INDEX = `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
`;

function generateReact(write, count) {
  const { components, helpers } = plan(count);
  for (const component of components) {
    const folder = `src/features/${feature(component.i)}`;
    write(`${folder}/model${component.i}.ts`, modelSource(component));
    write(`${folder}/Panel${component.i}.tsx`, componentSource(component, helpers));
  }
  for (let h = 0; h < helpers; h++) write(`src/lib/helper${h}.ts`, helperSource(h));
  write('src/lib/index.ts', Array.from({ length: helpers }, (_, h) => `export * from './helper${h}';\n`).join(''));
  const roots = [];
  for (let root = PER_ROUTE; root < count; root += PER_ROUTE) roots.push(root);
  for (const [at, root] of roots.entries()) write(`src/routes/Route${at + 1}.tsx`, routeSource(root));
  write('src/App.tsx', appSource(roots.map((_, at) => at + 1)));
  write('src/index.tsx', INDEX);
  return { entry: './src/index.tsx', elements: count, total: components.reduce((sum, c) => sum + c.value, 0) };
}

/** Elements of the page of each list of packages, and the sum of their values. */
const PAGES = {
  // 2 + 3, 3 + 29, 1 + 4 + 9, {1, 1, 0}, 16.2 + 36 + 1 rounded, 1 + 3, 3
  libraries: { elements: 7, total: 5 + 32 + 14 + 2 + 53 + 4 + 3 },
  // Each element counts one if the package's answer is right.
  popular: { elements: 44, total: 44 },
  // Each element has its number as its value.
  ui: { elements: 10, total: 45 },
};

function generateLibraries(write, kind) {
  write('src/index.tsx', readFileSync(new URL(`workloads/${kind}.tsx`, import.meta.url), 'utf8'));
  return { entry: './src/index.tsx', ...PAGES[kind] };
}

/** What it prints when it runs from its sources is what every output must print (see verify.mjs). */
function generateProgram(write) {
  write('src/index.mjs', readFileSync(new URL('workloads/program.mjs', import.meta.url), 'utf8'));
  return { entry: './src/index.mjs', platform: 'node' };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, components: { type: 'string', default: '1000' } },
});
const [kind] = positionals;
if (!values.out || !(kind === 'react' || kind === 'program' || kind in PAGES)) {
  console.error(`usage: node generate.mjs react|program|${Object.keys(PAGES).join('|')} --out DIR [--components N]`);
  process.exit(2);
}
const out = path.resolve(values.out);
const folders = new Set();
const write = (file, text) => {
  const full = path.join(out, file);
  const folder = path.dirname(full);
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
  folders.add(folder);
  writeFileSync(full, text);
};
rmSync(path.join(out, 'src'), { recursive: true, force: true });
const generators = { react: () => generateReact(write, Number(values.components)), program: () => generateProgram(write) };
const expected = (generators[kind] ?? (() => generateLibraries(write, kind)))();
write('package.json', `${JSON.stringify({ name: path.basename(out), version: '1.0.0', private: true }, null, 2)}\n`);
write('tsconfig.json', `${JSON.stringify({ compilerOptions: { target: 'es2022', module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', strict: true, noEmit: true }, include: ['src'] }, null, 2)}\n`);
write('workload.json', `${JSON.stringify(expected, null, 2)}\n`);
