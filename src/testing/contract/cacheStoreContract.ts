import assert from 'node:assert/strict';
import { defer, firstValueFrom, from, lastValueFrom, of, toArray } from 'rxjs';
import { cacheLookup } from '../../../operators/cacheLookup.js';
import { isCacheHit } from '../../engine/isCacheHit.js';
import type { CacheStore } from '../../types/CacheStore.js';
import type { Usage } from '../../types/Usage.js';
import { fakeReply } from '../fakeReply.js';
import { lookUp } from './lookUp.js';
import type { Requirement } from './Requirement.js';
import { whileOpen } from './whileOpen.js';

/** A store to check, and what ends it. */
export interface OpenStore {
  readonly store: CacheStore;
  close?(): Promise<void> | void;
}

/**
 * What every {@link CacheStore} must do.
 *
 * ```ts
 * for (const { title, check } of cacheStoreContract(() => ({ store: myStore() }))) it(title, check);
 * ```
 *
 * @param open A new store, empty, with room for 2 MB.
 * @param openBroken A store whose server is down, if it has one: it must do without.
 */
export function cacheStoreContract(
  open: () => Promise<OpenStore> | OpenStore,
  openBroken?: () => Promise<OpenStore> | OpenStore,
): readonly Requirement[] {
  const withStore = (
    title: string,
    check: (store: CacheStore) => Promise<void>,
    opened = open,
  ): Requirement => whileOpen(title, opened, ({ store }) => check(store));
  const keys = [
    'a',
    'A',
    '',
    ' ',
    '__proto__',
    'constructor',
    'a:b*?[c]{d}',
    'ß漢🌍\n\0',
    'long'.repeat(500),
  ];

  return [
    withStore('should say nothing of a key that it was never given', async (store) => {
      for (const key of keys) assert.equal(await lookUp(store, key), undefined);
    }),

    withStore(
      'should give back what it was given, to the byte, and name a tier of its own',
      async (store) => {
        for (const value of ['{"reply":1}', '', 'ß 漢字 🌍 \u2028 "quoted" \\ \n\0', 'x'.repeat(100_000)]) {
          store.set('key', value);
          const found = await lookUp(store, 'key');
          assert.equal(found?.value, value);
          assert.ok(store.tiers.includes(found.tier));
        }
      },
    ),

    withStore(
      'should keep keys apart, whatever they look like, and the latest value of each',
      async (store) => {
        for (const round of ['first', 'second']) {
          for (const key of keys) store.set(key, `${round} ${key}`);
        }
        for (const key of keys) assert.equal((await lookUp(store, key))?.value, `second ${key}`);
      },
    ),

    withStore('should take many at once', async (store) => {
      const numbers = Array.from({ length: 500 }, (_, index) => `${index}`);
      for (const number of numbers) store.set(`key-${number}`, number);
      const found = await Promise.all(numbers.map((number) => lookUp(store, `key-${number}`)));
      assert.deepEqual(
        found.map((hit) => hit?.value),
        numbers,
      );
    }),

    withStore('should give a large value back whole, or not at all', async (store) => {
      const value = '漢'.repeat(600_000);
      store.set('large', value);
      const found = await lookUp(store, 'large');
      assert.ok(found === undefined || found.value === value);
      store.set('small', 'x');
      assert.equal((await lookUp(store, 'small'))?.value, 'x');
    }),

    withStore('should say one thing of a key, and no more', async (store) => {
      store.set('there', 'x');
      for (const key of ['there', 'not there']) {
        const found = store.get(key);
        if (found === undefined || isCacheHit(found)) continue;
        assert.equal((await lastValueFrom(from(found).pipe(toArray()))).length, 1);
      }
    }),

    withStore('should not mind a look-up that is given up', async (store) => {
      store.set('key', 'x');
      for (let count = 0; count < 20; count++) {
        const found = store.get('key');
        if (found !== undefined && !isCacheHit(found)) from(found).subscribe().unsubscribe();
      }
      assert.equal((await lookUp(store, 'key'))?.value, 'x');
    }),

    withStore(
      'should give back an answer that it keeps as it is, whoever changes the one it was given',
      async (store) => {
        const calls = [{ id: 'call-1', type: 'function', function: { name: 'f', arguments: '{}' } }] as const;
        const usage = { ...(fakeReply('x').usage as Usage) };
        const reply = { ...fakeReply('ß 漢'), reasoning: 'why', toolCalls: [...calls], usage };
        await firstValueFrom(of(reply).pipe(cacheLookup(store, 'question')));
        const asGiven = structuredClone(reply);
        reply.toolCalls.pop();
        usage.promptTokens = -1;
        for (let turn = 0; turn < 100 && (await lookUp(store, 'question')) === undefined; turn++);
        const again = await firstValueFrom(of(fakeReply('another')).pipe(cacheLookup(store, 'question')));
        assert.deepEqual({ ...again }, { ...asGiven, cached: again.cached, attempts: 0, costUsd: 0 });
        assert.notEqual(again.cached, null);
      },
    ),

    withStore('should answer in place of a call that was made before', async (store) => {
      let calls = 0;
      const ask = () =>
        firstValueFrom(defer(() => of(fakeReply(`${++calls}`))).pipe(cacheLookup(store, 'question')));
      assert.equal((await ask()).cached, null);
      // A store that writes later than it says so has its time to catch up.
      for (let turn = 0; turn < 100 && (await lookUp(store, 'question')) === undefined; turn++);
      const again = await ask();
      assert.deepEqual([again.text, calls, again.attempts], ['1', 1, 0]);
      assert.ok(store.tiers.some((tier) => tier === again.cached));
    }),

    ...(openBroken === undefined
      ? []
      : [
          withStore(
            'should say nothing, and take what it is given, when its server is down',
            async (store) => {
              for (let round = 0; round < 3; round++) {
                assert.equal(await lookUp(store, 'unknown'), undefined);
                store.set('key', 'x');
              }
            },
            openBroken,
          ),
        ]),
  ];
}
