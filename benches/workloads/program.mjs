// A program for Node: it parses arguments, checks data, logs, serves over HTTP and asks itself, and prints what came of it.
import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import Ajv from 'ajv';
import axios from 'axios';
import { Chalk } from 'chalk';
import { Command } from 'commander';
import express from 'express';
import fastify from 'fastify';
import { graphql, buildSchema } from 'graphql';
import handlebars from 'handlebars';
import { marked } from 'marked';
import pino from 'pino';
import semver from 'semver';
import { request } from 'undici';
import yargs from 'yargs';
import { z } from 'zod';

async function main() {
  const report = {};

  const chalk = new Chalk({ level: 1 });
  report.chalk = chalk.red.bold('warm') + chalk.bgBlue(' cold ');

  const command = new Command('tool').option('-n, --number <n>', 'a number', Number).argument('<file>').exitOverride();
  command.parse(['--number', '42', 'notes.txt'], { from: 'user' });
  report.commander = { ...command.opts(), files: command.args, help: command.helpInformation() };

  const words = yargs(['copy', '--depth', '3', '--no-links'])
    .command('copy', 'copies')
    .option('depth', { type: 'number' })
    .option('links', { type: 'boolean', default: true });
  report.yargs = words.help(false).version(false).parseSync();
  delete report.yargs.$0;

  const user = z.object({ name: z.string().min(2), age: z.coerce.number().int(), tags: z.array(z.enum(['a', 'b'])).default([]) });
  report.zod = [user.parse({ name: 'Ada', age: '36' }), user.safeParse({ name: 'A', age: 'x', tags: ['c'] }).error.issues.map((issue) => issue.code)];

  const isPoint = new Ajv({ allErrors: true }).compile({ type: 'object', properties: { x: { type: 'number' }, y: { type: 'number', minimum: 3 } }, required: ['x'], additionalProperties: false });
  report.ajv = [isPoint({ x: 1 }), isPoint({ y: 1, z: 0 }), isPoint.errors?.map((error) => error.keyword)];

  const lines = [];
  const stream = new Writable({ write: (chunk, _, next) => (lines.push(JSON.parse(String(chunk))), next()) });
  const log = pino({ base: null, timestamp: false, redact: ['secret'] }, stream);
  log.child({ part: 'main' }).info({ secret: 'x', at: 1 }, 'started %s', 'here');
  log.error(new RangeError('far'));
  report.pino = lines.map(({ err, ...line }) => ({ ...line, type: err?.type }));

  report.semver = [semver.satisfies('1.4.2', '^1.2 <1.5'), semver.inc('1.2.3', 'minor'), semver.sort(['2.0.0', '1.9.0'])];
  report.handlebars = handlebars.compile('{{#each items}}<{{this.name}}>{{else}}none{{/each}}')({ items: [{ name: 'a&b' }] });
  report.marked = marked.parse('# Title\n\n* one\n* `two`');
  report.graphql = await graphql({ schema: buildSchema('type Query { sum(a: Int!, b: Int!): Int }'), source: '{ sum(a: 2, b: 3) }', rootValue: { sum: ({ a, b }) => a + b } });

  const served = fastify({ logger: false });
  served.post('/double', { schema: { body: { type: 'object', properties: { n: { type: 'integer' } } }, response: { 200: { type: 'object', properties: { twice: { type: 'integer' } } } } } }, async ({ body }) => ({ twice: body.n * 2, hidden: true }));
  const answers = [await served.inject({ method: 'POST', url: '/double', payload: { n: '21' } }), await served.inject({ method: 'POST', url: '/double', payload: { n: 'x' } })];
  report.fastify = answers.map((answer) => [answer.statusCode, answer.json().twice ?? answer.json().code]);
  await served.close();

  const app = express();
  app.disable('x-powered-by').use(express.json());
  app.get('/hello/:name', (asked, answer) => answer.set('x-kind', 'greeting').json({ hello: asked.params.name, query: asked.query }));
  app.post('/echo', (asked, answer) => answer.status(201).send(asked.body));
  const server = createServer(app);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  const hello = await request(`${base}/hello/ada?a[b]=1&c=2`);
  report.express = [hello.statusCode, hello.headers['x-kind'], await hello.body.json()];
  const echoed = await axios.post(`${base}/echo`, { list: [1, 2] }, { headers: { connection: 'close' } });
  report.axios = [echoed.status, echoed.data];
  server.closeAllConnections();
  server.close();

  console.log(JSON.stringify(report));
}

main();
