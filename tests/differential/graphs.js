/**
 * Makes up small module graphs: ES modules and CommonJS, in cycles or not, with every form of import and export, and code
 * whose result depends on order, liveness, `this` and evaluation. `note(…)` is what a run is compared by.
 */
import { Random } from './random.js';

/**
 * An export of an ES module that is planned before any text is written, so that others can import it.
 *
 * @typedef {{ name: string, kind: string, from?: number }} Planned
 * @typedef {{ index: number, file: string, isModule: boolean, isPure: boolean, planned: Planned[], stars: number[], imports: number[], isAsync: boolean, isSloppy: boolean, isLate: boolean }} Plan
 */

const ESM_KINDS = ['const', 'let', 'var', 'function', 'class', 'arrow', 'object', 'enum', 'number', 'text', 'generator', 'async', 'pattern', 'named', 'again', 'space', 'default', 'list'];
const CJS_KINDS = ['value', 'function', 'class', 'getter', 'object', 'this', 'late'];

/** The text of a string literal. */
const text = (value) => JSON.stringify(value);
/** Namespaces have a prototype in a bundle and none in Node: they are shown, but are no operands. */
const isSpace = (plans, name) => plans.some((other) => other.planned.some((planned) => planned.name === name && planned.kind === 'space'));
const isIdentifier = (name) => /^[A-Za-z_$][\w$]*$/.test(name);

/** Which modules there are, and what each exports and imports. Further entries are those that nobody imports. */
function plan(random, furtherEntries) {
  const count = 2 + random.below(7);
  const cyclic = random.chance(45);
  const isSloppy = random.chance(40);
  /** @type {Plan[]} */
  const plans = [];
  for (let index = 0; index < count; index++) {
    const isModule = index === 0 || random.chance(70);
    const inPackage = index > 0 && random.chance(20);
    const folder = inPackage ? 'node_modules/pure/' : '';
    plans.push({
      index,
      file: `${folder}m${index}.${isModule ? 'mjs' : 'cjs'}`,
      isModule,
      isPure: inPackage,
      planned: [],
      stars: [],
      imports: [],
      isAsync: false,
      isSloppy,
      // A getter that leads through a module that has not begun yet throws another error, as in webpack.
      isLate: cyclic,
    });
  }
  for (const own of plans) {
    const others = plans.filter((other) => other !== own && (cyclic || other.index > own.index) && (!own.isPure || other.isPure));
    const usable = own.isModule ? others : others.filter((other) => !other.isModule);
    own.imports = random.some(usable, 45).map((other) => other.index);
    if (own.index === 0 && own.imports.length === 0 && usable.length) own.imports = [usable[0].index];
  }
  const passesOn = !cyclic || random.chance(50);
  for (const own of plans) {
    own.isLate &&= passesOn;
    const kinds = own.isModule ? ESM_KINDS : CJS_KINDS;
    const number = 1 + random.below(5);
    for (let at = 0; at < number; at++) {
      let kind = random.pick(kinds);
      if ((kind === 'again' || kind === 'space') && !(passesOn && own.imports.some((index) => plans[index].isModule))) kind = 'const';
      if (kind === 'default' && own.planned.some((planned) => planned.name === 'default')) kind = 'let';
      const odd = kind === 'named' || (kind === 'again' && random.chance(20));
      const name = kind === 'default' ? 'default' : odd && random.chance(50) ? `odd-${own.index}-${at}` : random.chance(15) ? `shared${at}` : `e${own.index}_${at}`;
      if (own.planned.some((planned) => planned.name === name)) continue;
      own.planned.push({ name, kind });
    }
    if (own.isModule && passesOn) own.stars = random.some(own.imports, 25).filter((index) => plans[index].isModule);
  }
  const modules = [...plans];
  for (let at = 1; at <= furtherEntries; at++) {
    const imports = random.some(modules, 50).map((other) => other.index);
    const index = plans.length;
    plans.push({ index, file: `x${at}.mjs`, isModule: true, isPure: false, planned: [], stars: [], imports, isAsync: false, isSloppy, isLate: cyclic && passesOn });
  }
  return plans;
}

/** Text of expressions and statements; what they may mention is given. */
class Writer {
  constructor(random, names) {
    this.random = random;
    this.names = names;
    this.fresh = 0;
  }

  literal() {
    return this.random.pick(['0', '1', '2', '-1', '1.5', '"a"', '"b"', "''", 'true', 'false', 'null', 'undefined', '[1, 2]', '({ a: 1, b: 2 })', '10n', '/x/g', 'NaN', '`t`']);
  }

  /** Something in scope, or a literal. */
  name() {
    return this.names.length && this.random.chance(80) ? this.random.pick(this.names) : this.literal();
  }

  /** An expression. It may throw: whoever runs it catches. */
  expression(depth = 2) {
    const { random } = this;
    const inner = () => (depth > 0 ? this.expression(depth - 1) : this.name());
    switch (random.below(depth > 0 ? 26 : 6)) {
      case 0:
        return this.literal();
      case 1:
      case 2:
      case 3:
        return this.name();
      case 4:
        return `typeof ${this.name()}`;
      case 5:
        return `show(${this.name()})`;
      case 6:
        return `(${inner()} + ${inner()})`;
      case 7:
        return `(${inner()} ${random.pick(['===', '!==', '==', '<', '>=', '&&', '||', '??', ',', '*', '|'])} ${inner()})`.replace(/\((.*) \?\? /s, '(($1) ?? ');
      case 8:
        return `(${inner()} ? ${inner()} : ${inner()})`;
      case 9:
        return `${this.name()}?.${random.pick(['a', 'b', 'none', 'count', 'inner?.deep'])}`;
      case 10:
        return `call(() => ${this.name()}(${inner()}))`;
      case 11:
        return `call(() => new ${this.name()}(${inner()}))`.replace(/new (['"`\d-]|null|true|false|undefined|NaN|\/|\[|\()/, 'new (Object)($1').replace(/new \(Object\)\(.*$/s, 'new Object())');
      case 12:
        return `[${inner()}, ...[${inner()}]]`;
      case 13:
        return `({ a: ${inner()}, [${this.random.pick(['"k"', '"a"'])}]: ${inner()}, ...${this.name()} })`;
      case 14:
        return '`<${show(' + inner() + ')}>`';
      case 15:
        return `(() => ${this.random.chance(50) ? inner() : `(${this.literal()})`})()`;
      case 16:
        return `(function () { return [this === undefined, arguments.length, ${inner()}]; })(${inner()})`;
      case 17:
        return `((a, { b = ${inner()} } = {}, ...rest) => [a, b, rest.length])(${inner()})`;
      case 18:
        return `note(${text(`x${this.fresh++}`)}, ${inner()})`;
      case 19:
        return `(void ${inner()})`;
      case 20:
        return `(!${inner()})`;
      case 21:
        return `(${inner()} instanceof Object)`;
      case 22:
        return `call(() => ${this.name()}.${random.pick(['a', 'b', 'count', 'of', 'inner'])})`.replace(/=> (-?\d[\d.n]*)\./, '=> ($1).');
      case 23:
        return `call(() => ${this.name()}.${random.pick(['of', 'bump', 'self'])}(${inner()}))`.replace(/=> (-?\d[\d.n]*)\./, '=> ($1).');
      case 24:
        return `class { static a = ${inner()}; static { note('static', this.a); } }.a`.replace(/^class/, '(class').replace(/\.a$/, ').a');
      default:
        return `call(function* () { yield ${inner()}; return ${inner()}; })`;
    }
  }

  /** Statements that need nothing from outside but the names. */
  statement(depth = 1) {
    const { random } = this;
    const v = `v${this.fresh++}`;
    const block = () => (depth > 0 ? this.statement(depth - 1) : `note(attempt(() => ${this.arrowBody()}));`);
    switch (random.below(14)) {
      case 0:
        return `const ${v} = attempt(() => ${this.arrowBody()}); note(${text(v)}, ${v});`;
      case 1:
        return `let ${v} = 0; for (let i = 0; i < 3; i++) { ${v} += i; if (i === 1) continue; ${block()} } note(${v});`;
      case 2:
        return `try { ${block()} if (attempt(() => ${this.arrowBody()})) throw new Error('${v}'); ${block()} } catch ({ message }) { note('caught', String(message).slice(0, 2)); } finally { note('finally'); }`;
      case 3:
        return `switch (attempt(() => ${this.arrowBody()})) { case 1: ${block()} case 'a': ${block()} break; default: ${block()} }`;
      case 4:
        return `{ const ${v} = () => ${v}.done; ${v}.done = ${this.literal()}; note(${v}()); }`;
      case 5:
        return `label${v}: for (const k of ['p', 'q']) { for (const j in { x: 1, y: 2 }) { if (j === 'y') continue label${v}; note(k + j); ${block()} } }`;
      case 6:
        return `if (attempt(() => ${this.arrowBody()})) { ${block()} } else { ${block()} }`;
      case 7:
        return `function ${v}(n) { if (n <= 0) return ${this.literal()}; return ${v}(n - 1); } note(${v}(2));`;
      case 8:
        return `var { a: ${v} = ${this.literal()}, ...${v}r } = { b: ${this.literal()} }; note(${v}, show(${v}r));`;
      case 9:
        return `class ${v} { #x = ${this.literal()}; static made = 0; constructor() { ${v}.made++; } get x() { return this.#x; } set x(to) { this.#x = to; } } { const o = new ${v}(); o.x = 4; note(o.x, ${v}.made); }`;
      case 10:
        return `note([...(function* () { const got = yield* [1, 2]; return got; })()].length); ${block()}`;
      case 11:
        return `const ${v} = { get a() { note('got ${v}'); return 1; }, b: ${this.literal()}, m() { return this.b; } }; ${random.pick([`${v}.a;`, `void ${v}.a;`, `note(${v}.m());`, `const { a: a${v} } = ${v};`, `if (${v}.a) {}`])}`;
      case 12:
        return `const ${v} = { toString() { note('text ${v}'); return 's'; } }; ${random.pick([`\`\${${v}}\`;`, `${v} + '';`, `note(\`\${${v}}\`);`, `({})[${v}];`, `const u${v} = '' + ${v};`])}`;
      default:
        return `note(attempt(() => ${this.arrowBody()}));`;
    }
  }

  arrowBody() {
    const body = this.expression();
    return body.startsWith('{') ? `(${body})` : body;
  }
}

/** `{ a, "b-c" as d }` */
function specifier(name, local) {
  const imported = isIdentifier(name) ? name : text(name);
  return imported === local ? local : `${imported} as ${local}`;
}

/** How one module asks for another. */
function request(from, to) {
  if (to.isPure && !from.isPure) return `pure/${to.file.split('/').pop()}`;
  return `./${to.file.split('/').pop()}`;
}

function moduleText(random, plans, own, provided) {
  const head = [];
  const names = [];
  const taken = new Set();
  const later = [];
  let fresh = 0;
  for (const index of own.imports) {
    const other = plans[index];
    const from = text(request(own, other));
    const has = [...provided[index]];
    const form = random.below(7);
    const some = random.some(has.filter((name) => name !== 'default' || other.isModule), 60);
    const locals = (list) =>
      list.map((name) => {
        const local = isIdentifier(name) && name !== 'default' && random.chance(60) && !taken.has(name) ? name : `i${own.index}_${fresh++}`;
        taken.add(local);
        if (isSpace(plans, name)) later.push(`later.push(() => note(show(${local})));`);
        else names.push(local);
        return specifier(name, local);
      });
    if (form === 0) {
      head.push(`import ${from};`);
    } else if (form === 1) {
      const local = `ns${own.index}_${fresh++}`;
      head.push(`import * as ${local} from ${from};`);
      later.push(...spaceUses(random, local, has, other.isModule, own.isLate));
    } else if (form === 2 && (has.includes('default') || !other.isModule)) {
      const local = `d${own.index}_${fresh++}`;
      names.push(local);
      const rest = other.isModule ? locals(some.filter((name) => name !== 'default')) : [];
      head.push(`import ${local}${rest.length ? `, { ${rest.join(', ')} }` : ''} from ${from};`);
    } else if (form === 3 && !own.isPure) {
      later.push(`later.push(() => import(${from}).then((space) => { ${random.pick([other.isModule ? 'note(Object.keys(space).filter(known));' : 'note(show(space.default));', `note(show(space[${text(has[0] ?? 'none')}]));`])} }));`);
    } else if (form === 4 && !own.isPure && has.some(isIdentifier)) {
      const name = random.pick(has.filter(isIdentifier));
      later.push(`later.push(async () => { const { ${name}: got } = await import(${from}); note(show(got)); });`);
    } else {
      const list = locals(other.isModule ? some : []);
      head.push(list.length ? `import { ${list.join(', ')} } from ${from};` : `import ${from};`);
    }
  }
  const late = new Writer(random, names);
  const writer = own.isLate ? new Writer(random, []) : late;
  // Both write into one scope: their names are apart.
  writer.fresh = 100;
  const body = [];
  const exported = [];
  for (const { name, kind } of own.planned) {
    const local = isIdentifier(name) && name !== 'default' && !taken.has(name) ? name : `own${own.index}_${fresh++}`;
    const direct = local === name;
    const prefix = direct && random.chance(70) ? 'export ' : '';
    const listed = () => prefix || exported.push(specifier(local, name).replace(/^(\S+) as (.*)$/, (_, a, b) => `${a} as ${isIdentifier(b) ? b : text(b)}`));
    const value = own.isPure ? writer.literal() : `attempt(() => ${writer.arrowBody()})`;
    const mention = own.isPure ? writer.literal() : late.expression(1);
    switch (kind) {
      case 'const':
        body.push(`${prefix}const ${local} = ${value};`);
        break;
      case 'let':
      case 'var':
        body.push(`${prefix}${kind} ${local} = ${value};`);
        if (!own.isPure && random.chance(50)) body.push(`later.push(() => { ${local} = ${text(`changed ${local}`)}; note(${local}); });`);
        break;
      case 'function':
        body.push(`${prefix}function ${local}(a, b = ${writer.literal()}) { ${own.isPure ? '' : `note('in ${local}', this === undefined);`} ${random.pick(['return a;', 'return [a, b];', `return ${mention};`, ''])} }`);
        break;
      case 'class':
        body.push(`${prefix}class ${local} { static count = ${writer.literal()}; a = ${writer.literal()}; constructor(x) { this.b = x; } static of(x) { return new this(x); } get inner() { return { deep: this.a }; } ${random.chance(30) && !own.isPure ? `static { note('static ${local}', this.count); }` : ''} }`);
        break;
      case 'arrow':
        body.push(`${prefix}const ${local} = (a) => ${mention.startsWith('{') ? `(${mention})` : mention};`);
        break;
      case 'object':
        body.push(`${prefix}const ${local} = { a: ${writer.literal()}, inner: { deep: ${writer.literal()} }, count: 0, bump() { return ++this.count; }, self() { return this === ${local}; } };`);
        if (random.chance(30) && !own.isPure) body.push(`later.push(() => { ${local}.a = 'set'; });`);
        break;
      case 'enum':
        body.push(`${prefix}var ${local} = ((E) => { E[E.a = 0] = 'a'; E[E.b = ${random.below(9)}] = 'b'; return E; })(${local} || {});`);
        break;
      case 'number':
        body.push(`${prefix}const ${local} = ${random.pick(['0', '1', '3.5', '-7', '2 ** 31', '1e21', '-0', '1 / 3'])};`);
        break;
      case 'text':
        body.push(`${prefix}const ${local} = ${random.pick(['"x"', '"a`b${c}"', "'\\n'", '"</script>"', '"\\u2028"', '"\\uD800"', '""'])};`);
        break;
      case 'generator':
        body.push(`${prefix}function* ${local}() { yield ${mention}; yield* [1, 2]; }`);
        break;
      case 'async':
        body.push(`${prefix}async function ${local}(a) { await null; return a; }`);
        break;
      case 'pattern':
        body.push(`${prefix}const { p: ${local} = ${writer.literal()} } = { p: ${writer.literal()} };`);
        break;
      case 'default': {
        const form = random.below(4);
        const anonymous = ['function () { return 1; }', 'class { static a = 1; }', value.startsWith('{') ? `(${value})` : value, '(a) => [a]'][form];
        body.push(`export default ${anonymous};`);
        continue;
      }
      case 'again': {
        const from = plans[random.pick(own.imports)];
        const has = [...provided[from.index]].filter((other) => !isSpace(plans, other));
        if (!has.length || !from.isModule) {
          body.push(`${prefix}const ${local} = ${value};`);
          break;
        }
        const taken = random.pick(has);
        head.push(`export { ${isIdentifier(taken) ? taken : text(taken)} as ${isIdentifier(name) ? name : text(name)} } from ${text(request(own, from))};`);
        continue;
      }
      case 'space':
        head.push(`export * as ${isIdentifier(name) ? name : text(name)} from ${text(request(own, plans[random.pick(own.imports.filter((index) => plans[index].isModule))]))};`);
        continue;
      case 'list':
        body.push(`${prefix}const ${local} = [${writer.literal()}, ${writer.literal()}];`);
        break;
      default:
        body.push(`${prefix}let ${local} = ${value};`);
    }
    listed();
    writer.names.push(local);
    if (own.isLate) names.push(local);
  }
  for (const star of own.stars) head.push(`export * from ${text(request(own, plans[star]))};`);
  if (!own.isPure) {
    body.unshift(`note('start ${own.index}');`);
    const statements = 1 + random.below(4);
    for (let at = 0; at < statements; at++) body.push(writer.statement());
    body.push(...later);
    if (own.isAsync) body.splice(random.below(body.length), 0, `await null; note('awaited ${own.index}');`);
    // Functions see what has changed since.
    body.push(`later.push(() => { ${late.statement()} ${random.chance(50) ? `note(attempt(() => ${late.arrowBody()}));` : ''} });`);
  }
  if (exported.length) body.push(`export { ${exported.join(', ')} };`);
  return `${[...random.shuffled(head), ...body].join('\n')}\n`;
}

/** What can be done with a namespace. */
function spaceUses(random, local, has, isModule, isLate) {
  const one = has.length ? random.pick(has) : 'none';
  if (!isModule) return [`later.push(() => note(attempt(() => show(${local}.default))));`];
  const member = isIdentifier(one) ? `${local}.${one}` : `${local}[${text(one)}]`;
  return random
    .some(
      [
        !isLate && `note(attempt(() => ${member}));`,
        !isLate && `note(attempt(() => show(${member})));`,
        `later.push(() => { note(Object.keys(${local}).filter(known)); });`,
        `later.push(() => { note(${text(one)} in ${local}, 'nothing' in ${local}); });`,
        `later.push(() => { note(attempt(() => (0, ${member})(1))); });`,
        `later.push(() => { const { ${isIdentifier(one) && one !== 'default' ? one : 'length'}: got } = ${local}; note(show(got)); });`,
        `later.push(() => { note(attempt(() => ${member}?.a), attempt(() => ${member}.inner.deep)); });`,
        `later.push(() => { for (const k of Object.keys(${local}).filter(known)) note(k, show(${local}[k])); });`,
        `later.push(() => { note(Object.prototype.toString.call(${local})); });`,
      ],
      40,
    )
    .filter(Boolean);
}

function commonText(random, plans, own) {
  const names = [];
  const body = own.isPure ? [] : [`note('start ${own.index}');`];
  let fresh = 0;
  const isStrict = !own.isSloppy || random.chance(30);
  for (const index of own.imports) {
    const from = text(request(own, plans[index]));
    const local = `r${own.index}_${fresh++}`;
    const first = plans[index].planned.map((planned) => planned.name).filter(isIdentifier)[0] ?? 'none';
    const forms = [
      `const ${local} = require(${from});`,
      `const { ${first}: ${local} } = require(${from});`,
      `var ${local} = require(${from}).${first};`,
      `let ${local}; try { ${local} = require(${from}); } catch (error) { note('failed'); }`,
      `const ${local} = () => require(${from});`,
      `let ${local}; if (typeof require === 'function') ${local} = require(${from}); else ${local} = 0;`,
    ];
    body.push(random.pick(forms));
    names.push(local);
  }
  const writer = new Writer(random, names);
  const whole = random.chance(20);
  if (whole) body.push(random.pick(['module.exports = function whole(a) { return [a, this === undefined]; };', 'module.exports = class Whole { static a = 1; };', 'module.exports = { start: 1 };', 'exports = module.exports = { start: 2 };']));
  const target = whole ? 'module.exports' : random.pick(['exports', 'module.exports']);
  for (const { name, kind } of own.planned) {
    const key = isIdentifier(name) ? `.${name}` : `[${text(name)}]`;
    const value = own.isPure ? writer.literal() : `attempt(() => ${writer.arrowBody()})`;
    switch (kind) {
      case 'function':
        body.push(`${target}${key} = function (a) { return [a, ${isStrict ? 'this === undefined' : 'typeof this'}]; };`);
        break;
      case 'class':
        body.push(`${target}${key} = class { static count = ${writer.literal()}; a = 1; static of(x) { return new this(x); } };`);
        break;
      case 'getter':
        body.push(`Object.defineProperty(${target}, ${text(name)}, { enumerable: true, get() { return ${writer.literal()}; } });`);
        break;
      case 'object':
        body.push(`${target}${key} = { a: ${writer.literal()}, inner: { deep: 2 }, self() { return this === ${target}${key}; } };`);
        break;
      case 'this':
        body.push(whole ? `${target}${key} = 1;` : `this${key} = ${value};`);
        break;
      case 'late':
        body.push(own.isPure ? `${target}${key} = 0;` : `${target}${key} = 'early'; later.push(() => { ${target}${key} = 'late'; });`);
        break;
      default:
        body.push(`${target}${key} = ${value};`);
    }
  }
  if (!own.isPure) {
    for (let at = random.below(3); at > 0; at--) body.push(writer.statement());
    body.push(random.pick([
      `note(typeof module, typeof exports, module.exports === exports, this === exports);`,
      isStrict ? 'note(1);' : `with ({ withed: 3 }) { note(withed); }`,
      `note(eval('1 + 1'));`,
      isStrict ? 'note(2);' : `(function () { eval('var hidden = 5'); note(hidden); })();`,
      `note(typeof ${target}.none);`,
      isStrict ? 'note(3);' : 'note(typeof arguments);',
      'note(Object.keys(exports).filter(known));',
      'later.push(() => note(Object.keys(module.exports).filter(known)));',
    ]));
  }
  return `${isStrict ? "'use strict';\n" : ''}${body.join('\n')}\n`;
}

/** Names that each ES module has, stars included; `default` of CommonJS. Stars that bring a name twice are taken away. */
function providedNames(plans) {
  const own = plans.map((plan) => new Set(plan.planned.map((planned) => planned.name)));
  const find = (index, name, seen = new Set()) => {
    if (own[index].has(name)) return new Set([`${index}:${name}`]);
    if (seen.has(index) || name === 'default') return new Set();
    seen.add(index);
    return new Set(plans[index].stars.flatMap((star) => [...find(star, name, seen)]));
  };
  const all = new Set(own.flatMap((names) => [...names]));
  for (const plan of plans) {
    while ([...all].some((name) => find(plan.index, name).size > 1)) plan.stars.pop();
  }
  // What Node finds out about CommonJS by reading it is Node's own.
  return plans.map((plan) => new Set(plan.isModule ? [...all].filter((name) => find(plan.index, name).size === 1) : ['default']));
}

/** The files of a graph, by path. `m0.mjs` is its entry, and so are `x1.mjs`, `x2.mjs` … if there are more. */
export function graph(seed, furtherEntries = 0) {
  const random = new Random(seed);
  const plans = plan(random, furtherEntries);
  const isAsync = random.chance(12);
  if (isAsync) {
    for (const own of plans) own.isAsync = own.isModule && !own.isPure && random.chance(30);
  }
  const provided = providedNames(plans);
  const files = { 'package.json': '{}', 'node_modules/pure/package.json': '{ "name": "pure", "version": "1.0.0", "sideEffects": false }' };
  for (const own of plans) files[own.file] = own.isModule ? moduleText(random, plans, own, provided) : commonText(random, plans, own);
  return { files, isSloppy: plans.some((own) => own.isSloppy && !own.isModule) };
}
