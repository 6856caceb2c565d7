import handlebars from 'handlebars';

const { create } = handlebars;
const own = create();
own.registerHelper('loud', (text, { hash }) => String(text).toUpperCase() + (hash.end ?? ''));
own.registerHelper('twice', function (options) {
  return options.fn(this) + options.inverse({ ...this, name: 'other' });
});
own.registerPartial('row', '<{{name}}{{#if last}}|{{/if}}{{> @partial-block }}>');
const template = own.compile('{{#each rows as |row key|}}{{#> row row last=@last}}{{loud key end="!"}}{{/row}}{{else}}none{{/each}}{{{raw}}}{{raw}}{{#twice}}[{{name}}]{{else}}({{name}}){{/twice}}{{!-- gone --}}');
note(template({ rows: [{ name: 'a&b' }, { name: 'c' }], raw: '<i>', name: 'n' }), template({ raw: new own.SafeString('<b>') }));
note(own.precompile('{{a.b.[c d]}} {{~x~}} {{lookup y "z"}}').length > 100, own.compile('{{a.b.[c d]}} {{~x~}} {{lookup y "z"}}')({ a: { b: { 'c d': 1 } }, x: 2, y: { z: 3 } }));
note(attempt(() => own.compile('{{#if}}')({})), attempt(() => own.compile('{{missing 1}}')({})), attempt(() => own.compile('{{strict}}', { strict: true })({})));
note(handlebars.Utils.escapeExpression('<a href="x">\'`='), own.parse('{{a}}').body[0].type);
