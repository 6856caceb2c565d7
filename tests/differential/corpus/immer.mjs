import { applyPatches, createDraft, current, enableMapSet, enablePatches, finishDraft, freeze, immerable, isDraft, original, produce, produceWithPatches } from 'immer';

enablePatches();
enableMapSet();
class Account {
  [immerable] = true;
  lines = [];
  get total() {
    return this.lines.reduce((sum, line) => sum + line, 0);
  }
}
const base = { list: [1, { deep: true }], map: new Map([['a', { n: 1 }]]), set: new Set([1]), account: new Account() };
const [next, patches, inverse] = produceWithPatches(base, (draft) => {
  draft.list.push(3);
  draft.list[1].deep = false;
  draft.map.get('a').n++;
  draft.map.delete('b');
  draft.set.add(2);
  draft.account.lines.push(5, 6);
  note(isDraft(draft.list), original(draft.list).length, current(draft.list).length);
});
note(next.list, [...next.map], [...next.set], next.account.total, base.list, base.account.total);
note(JSON.stringify(patches), JSON.stringify(inverse), applyPatches(next, inverse).list);
note(produce(base, () => {}) === base, next.list === base.list, Object.isFrozen(next.list), attempt(() => next.list.push(1)));
const draft = createDraft({ a: { b: 1 } });
draft.a.b = 2;
note(finishDraft(draft), attempt(() => draft.a), produce((draft, to) => void (draft.x = to))({ x: 1 }, 7));
note(attempt(() => produce(base, (draft) => ((draft.list = []), 1))), freeze({ a: { b: 1 } }, true));
