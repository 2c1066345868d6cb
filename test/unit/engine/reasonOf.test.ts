import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../../src/engine/reasonOf.js';

const thrownBy = (action: () => unknown): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('reasonOf', () => {
  it('should say in words why the system could not', () => {
    expect(reasonOf(thrownBy(() => readFileSync('/no/such/file')))).toBe('there is no such file');
    expect(reasonOf(thrownBy(() => readFileSync('/')))).toBe('it is a folder');
    expect(reasonOf(thrownBy(() => writeFileSync('/dev/null/x', '')))).toBe(
      'a part of its path is not a folder',
    );
    expect(reasonOf(thrownBy(() => readFileSync(`/${'x'.repeat(300)}`)))).toBe('its name is too long');
  });

  it('should leave the words of an error that it does not know, and find some for what is none', () => {
    expect(reasonOf(Object.assign(new Error('odd'), { code: 'EODD' }))).toBe('odd');
    expect(reasonOf(new Error('plain'))).toBe('plain');
    expect(reasonOf('thrown')).toBe('thrown');
  });
});
