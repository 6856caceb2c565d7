import { BehaviorSubject, EMPTY, Observable, Subject, combineLatest, concat, defer, from, lastValueFrom, merge, of, throwError, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { bufferCount, catchError, concatMap, distinctUntilChanged, finalize, map, mergeMap, retry, scan, share, switchMap, take, takeUntil, tap, toArray, withLatestFrom } from 'rxjs/operators';

const seen = [];
from([1, 2, 2, 3]).pipe(distinctUntilChanged(), scan((sum, n) => sum + n, 0), bufferCount(2), finalize(() => seen.push('end'))).subscribe((value) => seen.push(value));
note(seen);
const source = new Subject();
const state = new BehaviorSubject('s');
const combined = [];
combineLatest({ a: source, b: state }).pipe(takeUntil(source.pipe(map((n) => n > 2 || EMPTY), mergeMap((stop) => (stop === true ? of(1) : EMPTY))))).subscribe((value) => combined.push(value));
for (const n of [1, 2, 3, 4]) source.next(n);
state.next('t');
note(combined, source.observed);
let tries = 0;
defer(() => (++tries < 3 ? throwError(() => new Error('again')) : of('done'))).pipe(retry(3)).subscribe((value) => note(value, tries));
throwError(() => new TypeError('bad')).pipe(catchError((error) => of(error.name))).subscribe((value) => note(value));
new TestScheduler((actual, expected) => note(JSON.stringify(actual) === JSON.stringify(expected))).run(({ cold, expectObservable }) => {
  expectObservable(cold('a-b-c|').pipe(switchMap((x) => timer(1).pipe(map(() => x + x))), take(2))).toBe('-x-(y|)', { x: 'aa', y: 'bb' });
});
const shared = new Observable((subscriber) => (note('subscribed'), subscriber.next(1), () => note('gone'))).pipe(share());
shared.subscribe().unsubscribe();
later.push(async () => note(await lastValueFrom(merge(timer(1).pipe(map(() => 'late')), concat(of(1), of(2))).pipe(concatMap((x) => Promise.resolve(x)), tap({ complete: () => note('complete') }), toArray()))));
later.push(async () => note(await lastValueFrom(of(1, 2).pipe(withLatestFrom(state))), attempt(() => lastValueFrom(EMPTY).catch(() => {}))));
