import Ajv from 'ajv';

const ajv = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true });
ajv.addKeyword({ keyword: 'even', type: 'number', validate: (schema, value) => !schema || value % 2 === 0, errors: false });
const schema = {
  $id: 'order',
  type: 'object',
  definitions: { line: { type: 'object', properties: { count: { type: 'integer', minimum: 1, even: true }, name: { type: 'string', pattern: '^[a-z]+$' } }, required: ['name'] } },
  properties: { lines: { type: 'array', items: { $ref: '#/definitions/line' }, minItems: 1, uniqueItems: true }, kind: { enum: ['a', 'b'], default: 'a' } },
  required: ['lines'],
  additionalProperties: false,
};
const validate = ajv.compile(schema);
for (const data of [{ lines: [{ name: 'x', count: '4' }] }, { lines: [] }, { lines: [{ count: 3 }, { name: 'A1' }], extra: 1 }, 5]) {
  note(validate(data), data);
  note(validate.errors?.map((error) => [error.keyword, error.instancePath, error.message]));
}
note(ajv.errorsText(validate.errors), ajv.getSchema('order') === validate);
note(attempt(() => ajv.compile({ type: 'nonsense' })));
