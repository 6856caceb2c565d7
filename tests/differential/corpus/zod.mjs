import { z } from 'zod';

const Base = z.object({ id: z.uuid(), at: z.coerce.date(), tags: z.array(z.string().trim().min(1)).max(3).optional() });
const Shape = z.discriminatedUnion('kind', [Base.extend({ kind: z.literal('circle'), radius: z.number().positive() }), Base.extend({ kind: z.literal('box'), size: z.tuple([z.number(), z.number()]) })]);
const id = '5a7f3c52-8b1e-4c5d-9a53-3f0e6b9d2c11';
for (const value of [{ kind: 'circle', id, at: 0, radius: 2, extra: 1 }, { kind: 'box', id: 'x', at: 'never', size: [1], tags: ['', ' a '] }, { kind: 'none' }, null]) {
  const result = Shape.safeParse(value);
  note(result.success, result.success ? { ...result.data, at: result.data.at.toISOString() } : result.error.issues.map((issue) => [issue.code, issue.path.join('.'), issue.message]));
}
const Tree = z.object({ value: z.number().transform((n) => n * 2), get children() { return z.array(Tree).default([]); } });
note(Tree.parse({ value: 1, children: [{ value: 2 }] }), attempt(() => Tree.parse({ value: '1' })));
note(z.string().regex(/^a/).refine((text) => text.length > 2, { error: 'too short' }).safeParse('b').error.issues.map((issue) => issue.message));
note(z.prettifyError(z.strictObject({ a: z.enum(['x', 'y']), b: z.map(z.string(), z.bigint()) }).safeParse({ a: 'z', b: 1, c: 2 }).error));
note(z.preprocess((value) => Number(value), z.int().catch(-1)).parse('x'), z.email().safeParse('a@b.co').success, z.record(z.string(), z.boolean()).parse({ a: true }));
note(JSON.stringify(z.toJSONSchema(Base.pick({ id: true, tags: true }))), z.string().brand().readonly().parse('t'));
later.push(async () => note(await z.string().refine(async (text) => text === 'ok').safeParseAsync('ok'), (await z.promise(z.number()).safeParseAsync(Promise.resolve('x'))).success));
