import { describe, expect, it } from 'vitest';
import { AuditMetadata } from '../../src/sinks/AuditMetadata.js';
import { createRedactor } from '../../src/text/createRedactor.js';
import { REDACTION_KINDS } from '../../src/text/redactionKinds.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { aPrompt } from '../helpers/aPrompt.js';

const redact = createRedactor(REDACTION_KINDS);

function metadataOf(prompt: Partial<Prompt>, options: ConstructorParameters<typeof AuditMetadata>[0]) {
  const json = new AuditMetadata(options, redact).json(aPrompt(prompt));
  return json === undefined ? undefined : JSON.parse(json);
}

describe('AuditMetadata', () => {
  const input = { user_id: 'u7', source: 'mail', password: 'hunter2' };

  it('should have the named fields of the input, and no others', () => {
    expect(metadataOf({ input }, { metadata: ['user_id', 'source', 'absent', 'toString'] })).toEqual({
      user_id: 'u7',
      source: 'mail',
    });
    expect(metadataOf({ input }, {})).toBeUndefined();
    expect(metadataOf({}, { metadata: ['user_id'] })).toBeUndefined();
  });

  it('should look among the parameters for what the input lacks', () => {
    const prompt = { input, params: { user_id: 'u8', temperature: 1 } };
    expect(metadataOf(prompt, { metadata: ['user_id', 'temperature'] })).toEqual({
      user_id: 'u7',
      temperature: 1,
    });
  });

  it('should have the constants, unless a prompt has its own', () => {
    const options = { metadata: ['source'], constants: { job: 'nightly', source: 'cron', '"': null } };
    expect(metadataOf({ input }, options)).toEqual({ job: 'nightly', source: 'mail', '"': null });
    expect(metadataOf({}, options)).toEqual({ job: 'nightly', source: 'cron', '"': null });
  });

  it('should take personal data out of values and names, however deep', () => {
    const dirty = {
      who: ['ann@example.com', { 'bob@example.com': 13812345678, at: [null, true, 1.5, '10.1.2.3'] }],
      ssn: 123456789,
      phone: '5550142',
      key: 'sk-0123456789abcdef01',
      when: new Date(0),
      big: 4111111111111111n,
      user_id: 'user-1234567',
      nothing: undefined,
    };
    expect(
      metadataOf({ input: dirty }, { metadata: Object.keys(dirty), constants: { by: 'eve@x.org' } }),
    ).toEqual({
      by: '[EMAIL]',
      who: ['[EMAIL]', { '[EMAIL]': '[CN_MOBILE]', at: [null, true, 1.5, '[IP]'] }],
      ssn: '[SSN]',
      phone: '[LANDLINE]',
      key: '[API_KEY]',
      when: '1970-01-01T00:00:00.000Z',
      big: '[CARD]',
      user_id: 'user-1234567',
      nothing: null,
    });
  });
});
