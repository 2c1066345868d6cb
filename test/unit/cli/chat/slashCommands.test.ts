import { describe, expect, it } from 'vitest';
import {
  readSlashed,
  SLASH_COMMANDS,
  slashHelp,
  unknownSlashed,
} from '../../../../src/cli/chat/slashCommands.js';

describe('readSlashed', () => {
  it.each([
    ['/help', { word: 'help', name: 'help', rest: '' }],
    ['/SAVE  notes ', { word: 'save', name: 'save', rest: 'notes' }],
    ['/system Be\nbrief.', { word: 'system', name: 'system', rest: 'Be\nbrief.' }],
    ['/quit', { word: 'quit', name: 'exit', rest: '' }],
    ['/?', { word: '?', name: 'help', rest: '' }],
    ['/constructor', { word: 'constructor', name: undefined, rest: '' }],
    ['/systme x', { word: 'systme', name: undefined, rest: 'x' }],
  ])('should read %j', (text, expected) => {
    expect(readSlashed(text)).toEqual(expected);
  });

  it.each(['hello', '/etc/hosts is what?', '// a comment', '/', '/ help', ' /help', '/2', 'a /help'])(
    'should leave %j to the model',
    (text) => {
      expect(readSlashed(text)).toBeUndefined();
    },
  );
});

describe('unknownSlashed', () => {
  it('should name the nearest command', () => {
    expect(unknownSlashed('systme')).toMatch(/^there is no \/systme; did you mean \/system\?/);
    expect(unknownSlashed('cots')).toContain('/cost');
  });
});

describe('slashHelp', () => {
  it('should name every command', () => {
    for (const { name, does } of SLASH_COMMANDS)
      expect(slashHelp()).toMatch(new RegExp(`/${name} .*${does.slice(0, 10)}`));
  });
});
