import { describe, expect, it } from 'vitest';
import { Closers } from '../../../src/cli/Closers.js';

describe('Closers', () => {
  it('should let go of everything in the reverse order, also after one that fails, and tell the first failure', async () => {
    const closed: string[] = [];
    const closers = new Closers();
    closers.add(() => closed.push('lock'));
    closers.add(() => Promise.reject(new Error('the second')));
    closers.add(() => closed.push('budget'));
    closers.add(() => {
      throw new Error('the first');
    });
    await expect(closers.close()).rejects.toThrow('the first');
    expect(closed).toEqual(['budget', 'lock']);
    await closers.close();
  });
});
