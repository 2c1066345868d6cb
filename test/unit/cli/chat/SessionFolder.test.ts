import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NOTHING } from '../../../../src/cli/chat/Spending.js';
import { CurrentSession } from '../../../../src/cli/chat/session/CurrentSession.js';
import { type Session, sessionJson } from '../../../../src/cli/chat/session/Session.js';
import { SessionFolder } from '../../../../src/cli/chat/session/SessionFolder.js';
import { newConversation } from '../../../../src/text/dialog/Conversation.js';

const root = mkdtempSync(join(tmpdir(), 'rxprompt-sessions-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const aFolder = () => new SessionFolder(join(root, `${folders++}`, 'chat'));
const mode = (path: string) => statSync(path).mode & 0o777;

const session: Session = {
  model: 'deepseek-flash',
  spent: { ...NOTHING, hit: 128, usd: 0.25 },
  conversation: {
    ...newConversation('Be brief.'),
    history: [
      { role: 'user', content: 'Why?' },
      { role: 'assistant', content: 'So.' },
    ],
  },
};

describe('SessionFolder', () => {
  it.each([
    '../x',
    '..',
    '.hidden',
    'a/b',
    'a\\b',
    '',
    '-x',
    'a b',
    'a\nb',
    'a\u0000',
    '\u202ea',
    'x'.repeat(201),
    '文'.repeat(70),
  ])('should refuse the name %j', (name) => {
    expect(() => aFolder().pathOf(name)).toThrow('cannot be the name of a session');
  });

  it.each(['notes', 'a.b-c_d', '2026-11-25', '旅行', 'é', 'constructor'])(
    'should take the name %j',
    (name) => {
      const folder = aFolder();
      expect(folder.pathOf(name)).toBe(join(folder.path, `${name}.json`));
      expect(folder.find(name)).toBeUndefined();
    },
  );

  it('should give back what was written, in a file and a folder that nobody else may read', () => {
    const folder = aFolder();
    folder.write('notes', sessionJson(session, 0));
    expect(folder.find('notes')).toEqual({ ...session, identity: expect.anything() });
    expect([mode(folder.path), mode(folder.pathOf('notes'))]).toEqual([0o700, 0o600]);
    expect(readdirSync(folder.path)).toEqual(['notes.json']);
  });

  it('should close a folder that others may read', () => {
    const folder = aFolder();
    mkdirSync(folder.path, { recursive: true });
    chmodSync(folder.path, 0o755);
    folder.open();
    expect(mode(folder.path)).toBe(0o700);
  });

  it.each([
    ['', 'it is not JSON'],
    ['{"rxprompt":"chat","version":1,', 'it is not JSON'],
    ['[]', 'it is no dialog of rxprompt chat'],
    ['null', 'it is no dialog of rxprompt chat'],
    [
      sessionJson(session, 0).replace('"version": 1', '"version": 9'),
      'its version is 9, and this program knows 1',
    ],
    [sessionJson(session, 0).replace('"hit": 128', '"hit": -1'), 'spent: expected numbers of at least 0'],
    [
      sessionJson(session, 0).replace('"model": "deepseek-flash"', '"model": 3'),
      'model: expected text or null',
    ],
    [sessionJson(session, 0).replace('"content": "Why?"', '"content": 3'), 'history[0].content'],
  ])('should say what is wrong with %j, and leave it as it is', (text, problem) => {
    const folder = aFolder();
    folder.open();
    writeFileSync(folder.pathOf('notes'), text);
    expect(() => folder.find('notes')).toThrow(problem);
    expect(() => folder.find('notes')).toThrow('mend it or move it away');
    expect(readFileSync(folder.pathOf('notes'), 'utf8')).toBe(text);
  });

  it('should tell which there are, the last written first, and the nearest to one that is not', () => {
    const folder = aFolder();
    expect(folder.names()).toEqual([]);
    expect(folder.missing('x').message).toContain('none is saved');
    for (const [index, name] of ['old', 'new', 'middle'].entries()) {
      folder.write(name, sessionJson(session, 0));
      utimesSync(folder.pathOf(name), 0, [10, 30, 20][index] as number);
    }
    writeFileSync(join(folder.path, 'new.json.12.tmp'), '');
    expect(folder.names()).toEqual(['new', 'middle', 'old']);
    expect(folder.missing('midle').message).toContain('did you mean middle?');
  });
});

describe('CurrentSession', () => {
  it('should write nothing as long as it has no name', () => {
    const folder = aFolder();
    new CurrentSession(folder).save(session);
    expect(folder.names()).toEqual([]);
  });

  it('should go on with what it saved', () => {
    const folder = aFolder();
    const current = new CurrentSession(folder);
    expect(current.open('notes')).toBeUndefined();
    current.save(session);
    current.save({ ...session, model: 'other' });
    expect(new CurrentSession(folder).open('notes')).toMatchObject({ model: 'other' });
  });

  it('should not write over what somebody else wrote since, nor over another session', () => {
    const folder = aFolder();
    const [mine, theirs] = [new CurrentSession(folder), new CurrentSession(folder)];
    mine.saveAs('notes', session);
    theirs.open('notes');
    theirs.save({ ...session, model: 'theirs' });
    expect(() => mine.save(session)).toThrow('was written by somebody else since');
    expect(() => new CurrentSession(folder).saveAs('notes', session)).toThrow(
      'there is a session notes already',
    );
    expect(folder.find('notes')?.model).toBe('theirs');
    mine.saveAs('mine', session);
    mine.save({ ...session, model: 'mine' });
    expect([mine.name, folder.find('mine')?.model]).toEqual(['mine', 'mine']);
  });

  it('should leave the old one whole when the new one cannot be written', () => {
    const folder = aFolder();
    const current = new CurrentSession(folder);
    current.saveAs('notes', session);
    // What it would write to is in the way, and cannot be taken away.
    mkdirSync(join(`${folder.pathOf('notes')}.${process.pid}.tmp`, 'x'), { recursive: true });
    expect(() => current.save({ ...session, model: 'new' })).toThrow(
      /cannot save session notes, .*notes\.json: /,
    );
    expect(folder.find('notes')?.model).toBe('deepseek-flash');
  });

  it('should say that a folder cannot be made', () => {
    writeFileSync(join(root, 'a-file'), '');
    const folder = new SessionFolder(join(root, 'a-file', 'chat'));
    expect(() => new CurrentSession(folder).open('notes')).toThrow('a part of its path is not a folder');
  });
});
