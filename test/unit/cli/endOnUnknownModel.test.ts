import { firstValueFrom, of, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { endOnUnknownModel } from '../../../src/cli/run/endOnUnknownModel.js';
import { aFailure, anAnswer } from '../../helpers/anOutcome.js';
import { aPrompt } from '../../helpers/aPrompt.js';
import { marbles } from '../../helpers/marbles.js';

const refused = aFailure({ error: { code: 'model_not_found', message: 'HTTP 404: no such model' } });
const models = ['deepseek-flash', 'deepseek-v4-pro'];
const messageOf = async (list: readonly string[]) => {
  const outcomes = of(refused).pipe(endOnUnknownModel('deepseek-flsh', () => of(list)));
  return ((await firstValueFrom(outcomes).catch((error: Error) => error)) as Error).message;
};

describe('endOnUnknownModel', () => {
  it(
    'should end the run at the first refusal and let go of what runs, before it asks for the list',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('  -f-r-----', { f: aFailure(), r: refused });
      const subscribed = '  ^--!';
      const list = cold('      --(m|)', { m: models });
      const result = source.pipe(endOnUnknownModel('deepseek-flsh', () => list));
      const error = expect.objectContaining({ code: 'bad_config' });
      expectObservable(result).toBe('-f---#', { f: aFailure() }, error);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    }),
  );

  it('should name the nearest of the models that there are', async () => {
    expect(await messageOf(models)).toBe(
      'HTTP 404: no such model; did you mean deepseek-flash? ' +
        'The server has deepseek-flash, deepseek-v4-pro: name one by --model',
    );
    const many = Array.from({ length: 20 }, (_, n) => `model-${n}`);
    expect(await messageOf([...many, 'deepseek-flash'])).toMatch(
      /did you mean deepseek-flash\? .* has 21 models/,
    );
  });

  it('should suggest nothing when the server tells no names, or that very name', async () => {
    for (const list of [[], ['deepseek-flsh']]) {
      expect(await messageOf(list)).toBe('HTTP 404: no such model. Name another one by --model');
    }
  });

  it('should leave prompts alone that name a model themselves', async () => {
    const own = { ...refused, prompt: aPrompt({ params: { model: 'mine' } }) };
    const outcomes = of(own, anAnswer({ prompt: own.prompt })).pipe(endOnUnknownModel('x', () => of(models)));
    expect(await firstValueFrom(outcomes.pipe(toArray()))).toHaveLength(2);
    const both = of(anAnswer({ prompt: own.prompt }), refused).pipe(endOnUnknownModel('x', () => of(models)));
    await expect(firstValueFrom(both.pipe(toArray()))).rejects.toThrow('no such model');
  });

  it('should make rows of it once the model has answered, and pass other errors on', async () => {
    const outcomes = of(anAnswer(), refused).pipe(endOnUnknownModel('x', () => of(models)));
    expect(await firstValueFrom(outcomes.pipe(toArray()))).toEqual([anAnswer(), refused]);
    const broken = throwError(() => new TypeError('other')).pipe(endOnUnknownModel('x', () => of(models)));
    await expect(firstValueFrom(broken)).rejects.toThrow(TypeError);
  });
});
