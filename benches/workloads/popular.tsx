// A few exports of each of many packages. Each element of the page is one package: 1 if its answer is right.
import { InMemoryCache, gql } from '@apollo/client';
import { configureStore, createSlice } from '@reduxjs/toolkit';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import Ajv from 'ajv';
import axios from 'axios';
import BigNumber from 'bignumber.js';
import { Chart, LineController } from 'chart.js';
import classNames from 'classnames';
import clsx from 'clsx';
import { scaleLinear, sum } from 'd3';
import { addDays, format, parseISO } from 'date-fns';
import dayjs from 'dayjs';
import Decimal from 'decimal.js';
import DOMPurify from 'dompurify';
import { Effect } from 'effect';
import { useFormik } from 'formik';
import { motion } from 'framer-motion';
import Fuse from 'fuse.js';
import { parse, print } from 'graphql';
import Handlebars from 'handlebars/dist/handlebars';
import hljs from 'highlight.js/lib/core';
import javascript from 'highlight.js/lib/languages/javascript';
import i18next from 'i18next';
import { produce } from 'immer';
import { List, Map as ImmutableMap } from 'immutable';
import { atom, useAtomValue } from 'jotai';
import _ from 'lodash';
import { groupBy } from 'lodash-es';
import { DateTime } from 'luxon';
import { marked } from 'marked';
import { addDependencies, create, evaluateDependencies } from 'mathjs';
import { autorun, observable, runInAction } from 'mobx';
import { observer } from 'mobx-react-lite';
import Mustache from 'mustache';
import { customAlphabet } from 'nanoid';
import Papa from 'papaparse';
import qs from 'qs';
import { pipe, prop, sortBy } from 'ramda';
import { createRoot } from 'react-dom/client';
import { useForm } from 'react-hook-form';
import { Provider, useSelector } from 'react-redux';
import { MemoryRouter, Route, Routes } from 'react-router-dom';
import createSaga from 'redux-saga';
import { map, of, reduce } from 'rxjs';
import semver from 'semver';
import styled from 'styled-components';
import { is, object, string } from 'superstruct';
import useSWR from 'swr';
import { Scene, Vector3 } from 'three';
import underscore from 'underscore';
import { v5 as uuid } from 'uuid';
import * as v from 'valibot';
import isEmail from 'validator/es/lib/isEmail';
import { createActor, createMachine } from 'xstate';
import * as yup from 'yup';
import { z } from 'zod';
import { create as createStore } from 'zustand';

const people = [
  { name: 'Ada', age: 36 },
  { name: 'Alan', age: 41 },
  { name: 'Grace', age: 85 },
];
const answers: [name: string, isRight: boolean][] = [];
const check = (name: string, isRight: boolean) => answers.push([name, isRight]);

check('@apollo/client', Object.keys(new InMemoryCache().extract()).length === 0 && gql`{ a }`.kind === 'Document');
check('ajv', new Ajv().compile({ type: 'number' })(3));
check('axios', axios.getUri({ url: '/a', params: { b: 1 } }) === '/a?b=1');
check('bignumber.js', new BigNumber(0.1).plus(0.2).toNumber() === 0.3);
Chart.register(LineController);
check('chart.js', Chart.registry.getController('line').id === 'line');
check('classnames', classNames('a', ['b']) === 'a b');
check('clsx', clsx('a', { b: 1, c: 0 }) === 'a b');
check('d3', scaleLinear([0, 10], [0, 100])(sum([1, 2])) === 30);
check('date-fns', format(addDays(parseISO('2020-02-27'), 3), 'yyyy-MM-dd') === '2020-03-01');
check('dayjs', dayjs('2020-01-31').add(1, 'month').date() === 29);
check('decimal.js', new Decimal('0.1').plus('0.2').toString() === '0.3');
check('dompurify', DOMPurify.sanitize('<b onclick="a()">x</b>') === '<b>x</b>');
check('effect', Effect.runSync(Effect.map(Effect.succeed(20), (n) => n + 1)) === 21);
check('fuse.js', new Fuse(people, { keys: ['name'] }).search('ada')[0]!.item.age === 36);
check('graphql', print(parse('{a b}')) === '{\n  a\n  b\n}');
check('handlebars', Handlebars.compile('{{#each a}}{{this}}{{/each}}')({ a: [1, 2] }) === '12');
hljs.registerLanguage('javascript', javascript);
check('highlight.js', hljs.highlight('const a = 1', { language: 'javascript' }).value.includes('hljs-keyword'));
i18next.init({ lng: 'en', resources: { en: { translation: { key: 'value {{n}}' } } } });
check('i18next', i18next.t('key', { n: 3 }) === 'value 3');
check('immer', produce({ a: [1] }, (draft) => void draft.a.push(2)).a[1] === 2);
check('immutable', ImmutableMap({ a: List([1, 2]) }).getIn(['a', 1]) === 2);
check('lodash', _.chunk([1, 2, 3, 4, 5], 2).length === 3);
check('lodash-es', Object.keys(groupBy(people, 'name')).join() === 'Ada,Alan,Grace');
check('luxon', DateTime.fromISO('2020-01-31').plus({ months: 1 }).day === 29);
check('marked', (marked.parse('# a') as string).trim() === '<h1>a</h1>');
check('mathjs', create({ addDependencies, evaluateDependencies }, {}).evaluate!('2 + 3 * 4') === 14);
const box = observable({ n: 6 });
let seen = 0;
autorun(() => (seen = box.n));
runInAction(() => box.n++);
check('mobx', seen === 7);
check('mustache', Mustache.render('{{a}}', { a: 'xyz' }) === 'xyz');
check('nanoid', customAlphabet('abc', 9)().length === 9);
check('papaparse', Papa.parse('a,b\n1,2', { header: true }).data.length === 1);
check('qs', qs.stringify({ a: [1, 2] }) === 'a%5B0%5D=1&a%5B1%5D=2');
check('ramda', pipe(sortBy(prop('age')))(people)[0]!.name === 'Ada');
check('redux-saga', typeof createSaga() === 'function');
let total = 0;
of(1, 2, 3).pipe(map((n) => n * n), reduce((a, b) => a + b, 0)).subscribe((n) => (total = n));
check('rxjs', total === 14);
check('semver', semver.satisfies('1.2.3', '^1.0.0'));
check('superstruct', is({ a: 'x' }, object({ a: string() })));
check('three', new Vector3(1, 2, 2).length() === 3 && new Scene().children.length === 0);
check('underscore', underscore.range(5).length === 5);
check('uuid', uuid('x', uuid.URL).length === 36);
check('valibot', v.safeParse(v.object({ a: v.pipe(v.string(), v.minLength(1)) }), { a: 'x' }).success);
check('validator', isEmail('a@b.co'));
const actor = createActor(createMachine({ initial: 'a', states: { a: { on: { GO: 'b' } }, b: {} } })).start();
actor.send({ type: 'GO' });
check('xstate', actor.getSnapshot().value === 'b');
check('yup', yup.object({ a: yup.string().required() }).isValidSync({ a: 'x' }));
check('zod', z.object({ a: z.number() }).safeParse({ a: 1 }).success);

const slice = createSlice({ name: 'count', initialState: { n: 1 }, reducers: { add: (state) => void state.n++ } });
const store = configureStore({ reducer: slice.reducer });
store.dispatch(slice.actions.add());
const useCount = createStore(() => ({ n: 4 }));
const countAtom = atom(5);
const Bold = styled.b`color: red;`;
const Box = observer(() => <i>{box.n}</i>);

/** Redux, zustand, jotai, formik, react-hook-form, SWR and react-query. */
function Hooks() {
  const counted = useSelector((state: { n: number }) => state.n) + useCount((state) => state.n) + useAtomValue(countAtom);
  const formik = useFormik({ initialValues: { a: 7 }, onSubmit() {} });
  const form = useForm({ defaultValues: { a: 8 } });
  const nothing = useSWR(null, () => 1).data;
  const { data } = useQuery({ queryKey: ['a'], queryFn: () => 9, initialData: 9 });
  const isRight = counted === 11 && formik.values.a === 7 && form.getValues('a') === 8 && nothing === undefined && data === 9;
  return (
    <motion.div data-c={answers.length} data-v={isRight ? 1 : 0}>
      <Bold>hooks</Bold> <Box />
    </motion.div>
  );
}

const page = (
  <>
    {answers.map(([name, isRight], at) => (
      <p key={name} data-c={at} data-v={isRight ? 1 : 0}>
        {name}
      </p>
    ))}
    <Hooks />
  </>
);
createRoot(document.getElementById('root')!).render(
  <Provider store={store}>
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <Routes>
          <Route path="/" element={page} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>
  </Provider>,
);
