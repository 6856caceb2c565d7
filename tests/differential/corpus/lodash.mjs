import lodash from 'lodash';
import fp from 'lodash/fp.js';

const { cloneDeep, chain, debounce, defaultsDeep, flow, get, groupBy, isEqual, mergeWith, orderBy, set, template, words } = lodash;
const people = [{ name: 'Ada', age: 36, tags: ['x', 'y'] }, { name: 'Bob', age: 20, tags: [] }, { name: 'Cyd', age: 36, tags: ['y'] }];
note(groupBy(people, 'age'), orderBy(people, ['age', 'name'], ['desc', 'asc']).map(({ name }) => name));
note(chain(people).flatMap('tags').countBy().toPairs().sortBy(0).value(), lodash(people).filter({ age: 36 }).map('name').join('+'));
note(template('<% list.forEach((x) => { %><%- x %>,<% }) %>${ list.length }')({ list: ['<', 'b'] }));
note(get(people, '[0].tags[1]'), set({}, 'a.b[2].c', 1), words('camelCase snake_case ÄÖ 12px'), lodash.kebabCase('fooBarBAZ'));
note(isEqual(new Map([[{ a: 1 }, new Set([1])]]), new Map([[{ a: 1 }, new Set([1])]])), cloneDeep({ d: new Date(0), r: /x/g, n: [[1]] }).n);
note(mergeWith({ a: [1], b: { c: 1 } }, { a: [2], b: { d: 2 } }, (a, b) => (Array.isArray(a) ? a.concat(b) : undefined)), defaultsDeep({ a: { b: 1 } }, { a: { b: 2, c: 3 } }));
note(flow([lodash.trim, lodash.upperCase])('  some text '), fp.flow(fp.map('age'), fp.uniq, fp.sum)(people), fp.curry((a, b, c) => a + b + c)(1)(2, 3));
note(typeof debounce(() => {}).cancel, lodash.partial((a, b) => [a, b], lodash, 1)(2), lodash.range(0, -4, -2), lodash.uniqueId('p') !== lodash.uniqueId('p'));
