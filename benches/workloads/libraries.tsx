// A few exports of each package. Each line of the page is one package's answer, so that what is wrong has a name.
import { chunk, debounce, groupBy, orderBy } from 'lodash-es';
import { addDays, differenceInDays, format, parseISO } from 'date-fns';
import { interval, map, of, reduce, take } from 'rxjs';
import { pipe, prop, sortBy, uniq } from 'ramda';
import { extent, format as numberFormat, scaleLinear, sum } from 'd3';
import { BoxGeometry, Color, Mesh, MeshBasicMaterial, Scene, Vector3, WebGLRenderer } from 'three';
import { z } from 'zod';
import { Alert, Button, Chip, Stack, TextField } from '@mui/material';
import { createRoot } from 'react-dom/client';

const people = [
  { name: 'Ada', age: 36, born: '1815-12-10' },
  { name: 'Alan', age: 41, born: '1912-06-23' },
  { name: 'Grace', age: 85, born: '1906-12-09' },
];
const Person = z.object({ name: z.string().min(2), age: z.number().int(), born: z.iso.date() });

const answers: Record<string, number> = {};
answers.lodash = chunk(orderBy(people, 'age'), 2).length + Object.keys(groupBy(people, 'name')).length;
answers.dateFns = differenceInDays(addDays(parseISO('2020-02-27'), 3), parseISO('2020-02-27')) + Number(format(parseISO('2020-02-29'), 'd'));
of(1, 2, 3).pipe(map((n) => n * n), reduce((a, b) => a + b, 0)).subscribe((n) => (answers.rxjs = n));
answers.ramda = uniq(pipe(sortBy(prop('age')))(people as { name: string; age: number; born: string }[]).map((p) => p.age % 5)).length;
const scale = scaleLinear([0, 10], [0, 100]);
answers.d3 = scale(sum(people, (p) => p.age) / 100) + extent(people, (p) => p.age)[0]! + numberFormat('.0f')(2.2).length;
const scene = new Scene();
scene.add(new Mesh(new BoxGeometry(1, 2, 3), new MeshBasicMaterial({ color: new Color(0x336699) })));
answers.three = scene.children.length + new Vector3(1, 2, 2).length();
answers.zod = people.filter((person) => Person.safeParse(person).success).length;

export const start = () => interval(1000).pipe(take(3)).subscribe(debounce(() => new WebGLRenderer(), 10));

createRoot(document.getElementById('root')!).render(
  <Stack spacing={1}>
    {Object.entries(answers).map(([name, value], at) => (
      <Alert key={name} data-c={at} data-v={Math.round(value)}>
        <Chip label={name} /> <TextField value={value} size="small" /> <Button onClick={start}>run</Button>
      </Alert>
    ))}
  </Stack>,
);
