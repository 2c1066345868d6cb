import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLikeSerde } from '../../src/simulator/requests/serdeJson.js';

describe('readLikeSerde', () => {
  it.each([
    ['', 'EOF while parsing a value at line 1 column 0'],
    ['{"model":', 'model: EOF while parsing a value at line 1 column 9'],
    ['{"a":[1,', 'a[1]: EOF while parsing a value at line 1 column 8'],
    ['{', 'EOF while parsing an object at line 1 column 1'],
    ['{"a":1 "b":2}', 'expected `,` or `}` at line 1 column 8'],
    ['{"a":1,}', 'trailing comma at line 1 column 8'],
    ['{a:1}', 'key must be a string at line 1 column 2'],
    ['{"a" 1}', 'expected `:` at line 1 column 6'],
    ['{"a":"x', 'a: EOF while parsing a string at line 1 column 7'],
    ['{}\n{}', 'trailing characters at line 2 column 1'],
    ['{"é":@}', 'é: expected value at line 1 column 7'],
  ])('should complain of %j as serde does', (text, error) => {
    expect(readLikeSerde(text).error).toBe(error);
  });

  it('should know where the values stand', () => {
    const { spans } = readLikeSerde('{"messages":[{"role":"user"}]}');

    expect(spans.get('messages')).toEqual({ start: 12, end: 29 });
    expect(spans.get('messages[0].role')).toEqual({ start: 21, end: 27 });
  });

  it('should accept what JSON.parse accepts, and refuse what it refuses', () => {
    const text = fc.oneof(
      fc.json(),
      fc.tuple(fc.json(), fc.nat()).map(([json, at]) => json.slice(0, at % (json.length + 1))),
      fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0129.eE-+tnr \n') }),
    );
    fc.assert(
      fc.property(text, (one) => {
        let valid = true;
        try {
          JSON.parse(one);
        } catch {
          valid = false;
        }
        expect(readLikeSerde(one).error === null).toBe(valid);
      }),
      { numRuns: 500 },
    );
  });

  it('should stop at a nesting of 128', () => {
    expect(readLikeSerde('['.repeat(100_000)).error).toContain('recursion limit exceeded');
  });
});
