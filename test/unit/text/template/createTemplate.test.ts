import { describe, expect, it } from 'vitest';
import { createTemplate, type TemplateInput } from '../../../../src/text/template/PromptTemplate.js';

const filled = (input: TemplateInput, row: Record<string, unknown>) =>
  createTemplate(input)
    .messagesOf(row)
    .map(({ role, content }) => `${role}: ${content}`);

describe('createTemplate', () => {
  it('should fill what is a field, and leave the rest', () => {
    const text = 'a {{x}}{{ y.z }} \\{{x}} }} {';
    expect(filled(text, { x: '{{y}}', y: { z: true } })).toEqual(['user: a {{y}}true {{x}} }} {']);
    expect(filled('{{a.b}}', { 'a.b': 1, a: { b: 2 } })).toEqual(['user: 1']);
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Yes?' },
      { role: 'user', content: '{{q}}' },
    ];
    expect(filled({ system: 'S', messages }, { q: 'Q' })).toEqual([
      'system: S',
      'user: Hi',
      'assistant: Yes?',
      'user: Q',
    ]);
  });

  it('should look at nothing but the fields of the row itself', () => {
    for (const name of ['constructor', 'x.constructor', '__proto__', 'x.length', 'x.0'])
      expect(() => filled(`{{${name}}}`, { x: {} })).toThrow(/has no field/);
    expect(() => filled('{{x}}', { x: null })).toThrow('has null for "x"');
    expect(() => filled('{{x}}', {})).toThrow('the row has no fields');
  });

  it.each([
    ['no hole', 'it has no {{field}}'],
    ['a\nb {{x', 'line 2, column 3: {{ without its }}'],
    ['{{}}', 'line 1, column 1: {{}} names no field'],
    ['{{a..b}}', '{{a..b}} names no field'],
    [{ user: 1 }, '"user" must be text'],
    [{ user: '{{a}}', messages: [] }, 'give either "user"'],
    [{ messages: [{ role: 'user' }] }, '"messages" must be a list'],
    [{ prompt: '{{a}}' }, 'it has no field "prompt": system, user, messages, params are'],
    [{ user: '{{a}}', params: 3 }, '"params" must be an object'],
  ])('should refuse %j', (input, message) => {
    expect(() => createTemplate(input as TemplateInput)).toThrow(message);
  });
});
