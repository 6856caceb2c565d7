import { GraphQLError, buildSchema, graphql, graphqlSync, parse, print, printSchema, validate, visit } from 'graphql';

const schema = buildSchema(`
  enum Unit { METER FOOT }
  interface Named { name: String! }
  type Hill implements Named { name: String!, height(unit: Unit = METER): Float, near: [Hill!]! }
  type Query { hill(name: String!): Hill, all: [Named!] }
`);
const hill = (name, meters) => ({ __typename: 'Hill', name, height: ({ unit }) => (unit === 'FOOT' ? meters * 3.28 : meters), near: () => [hill(`${name}-near`, meters / 2)] });
const rootValue = {
  hill: ({ name }) => {
    if (name === 'none') throw new GraphQLError('no such hill', { extensions: { code: 'NONE' } });
    return hill(name, 100);
  },
  all: async () => [hill('a', 1), hill('b', 2)],
};
const source = 'query Q($n: String!) { hill(name: $n) { ...F near { ...F height(unit: FOOT) } } } fragment F on Hill { name height }';
note(JSON.stringify(graphqlSync({ schema, source, rootValue, variableValues: { n: 'top' } })));
note(JSON.stringify(graphqlSync({ schema, source: '{ hill(name: "none") { name } }', rootValue })));
later.push(async () => note(JSON.stringify(await graphql({ schema, source: '{ all { __typename name } __schema { types { name } } }', rootValue }))));
note(validate(schema, parse('{ hill { nothing } other }')).map((error) => error.message));
note(print(visit(parse(source), { Field: (node) => (node.name.value === 'near' ? null : undefined) })), printSchema(schema));
note(attempt(() => parse('{ a')));
