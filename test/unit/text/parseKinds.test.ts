import { describe, expect, it } from 'vitest';
import { parseKinds } from '../../../src/text/parseKinds.js';
import { DEFAULT_REDACTION_KINDS, REDACTION_KINDS } from '../../../src/text/redactionKinds.js';

describe('parseKinds', () => {
  it('should know all, none and default', () => {
    expect(parseKinds('all')).toEqual(REDACTION_KINDS);
    expect(parseKinds('none')).toEqual([]);
    expect(parseKinds('default')).toEqual(DEFAULT_REDACTION_KINDS);
    expect(DEFAULT_REDACTION_KINDS).not.toContain('ip');
    expect(DEFAULT_REDACTION_KINDS).not.toContain('landline');
  });

  it('should read a list, in any case and spacing, each kind once', () => {
    expect(parseKinds(' SSN, email,,ssn ')).toEqual(['email', 'ssn']);
  });

  it('should add to a set and take from it', () => {
    expect(parseKinds('default,ip')).toEqual(REDACTION_KINDS.filter((kind) => kind !== 'landline'));
    expect(parseKinds('all,-phone,no-cn-id')).toEqual(
      REDACTION_KINDS.filter((kind) => kind !== 'phone' && kind !== 'cn-id'),
    );
    expect(parseKinds('-phone')).toEqual(DEFAULT_REDACTION_KINDS.filter((kind) => kind !== 'phone'));
  });

  it.each([
    ['emial', 'email'],
    ['email,cnid', 'cn-id'],
    ['-phon', 'phone'],
    ['al', 'all'],
    ['constructor', undefined],
  ])('should refuse %j', (text, nearest) => {
    expect(() => parseKinds(text)).toThrow(RangeError);
    expect(() => parseKinds(text)).toThrow(`did you mean "${nearest ?? ''}`);
  });

  it('should refuse nothing at all', () => {
    expect(() => parseKinds(' , ')).toThrow(/expected kinds/);
  });
});
