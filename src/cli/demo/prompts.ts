/** One line of the demo's input. A type and not an interface, so that it may pass for a row with any fields. */
export type DemoPrompt = {
  readonly id: string;
  readonly prompt: string;
};

const ENGLISH = [
  'Summarise in two sentences how %s works, for a new colleague.',
  'Which three questions should I ask before we change %s?',
  'Write a friendly e-mail that explains a delay with %s.',
];
const ENGLISH_TOPICS = [
  'our refund policy',
  'the nightly backup',
  'a heat pump',
  'the rota of the night shift',
  'double-entry bookkeeping',
  'the booking of meeting rooms',
  'a sourdough starter',
  'the loyalty programme',
];

const CHINESE = ['请用两句话解释%s。', '请给%s写一段简短的介绍。'];
const CHINESE_TOPICS = [
  '量子计算',
  '垃圾分类的规则',
  '杭州的龙井茶',
  '我们的退货流程',
  '二十四节气',
  '高铁的调度',
];

const CODE = ['What does this do, and what could go wrong?\n\n%s', 'Write a unit test for this:\n\n%s'];
const SNIPPETS = [
  'function sum(xs) {\n  return xs.reduce((a, b) => a + b);\n}',
  'SELECT name, count(*) FROM orders\nGROUP BY name HAVING count(*) > 3;',
  'def chunks(xs, n):\n    return [xs[i:i + n] for i in range(0, len(xs), n)]',
  'for f in *.jpg; do\n  mv "$f" "$(basename "$f" .jpg).jpeg"\ndone',
  'source$.pipe(mergeMap((x) => load(x), 4), retry(3)).subscribe();',
  "if (user = null) {\n  throw new Error('nobody');\n}",
];

/** All of them made up: addresses of example domains, numbers reserved for examples and tests. */
const PERSONAL = [
  'Answer Ann (ann.lee@example.com): her parcel is late again.',
  'Draft a text message to +44 7700 900123 about the meeting on Friday.',
  'The customer paid with 4111 1111 1111 1111 and wants the money back. What do we say?',
  '请给王先生（13800138000）写一条短信，提醒他明天下午三点开会。',
  'Turn these notes into minutes: present were bo@example.org and cy@example.net; the budget was agreed.',
  'Our key sk-proj-4f9aB2cD7eF1gH3iJ5kL6mN8oP0qR2sT stood in a log. Write to the team what to do now.',
  'Is 5555 5555 5555 4444 a valid card number, and how would I know?',
  'Write a reminder for dana@example.com: her appointment is on Monday at 9.',
];

/** Asked again later on, as people do. */
const REPEATED = 28;

/** A hundred prompts such as an office might send: English, Chinese, code, some personal data, some asked twice. */
export function demoPrompts(): readonly DemoPrompt[] {
  const questions = [
    ...combine(ENGLISH, ENGLISH_TOPICS),
    ...combine(CHINESE, CHINESE_TOPICS),
    ...combine(CODE, SNIPPETS),
    ...PERSONAL,
    ...combine(
      ['Give me five names for %s.'],
      ['a bakery', 'a sailing club', 'a newsletter', 'a podcast on bees'],
    ),
    ...combine(
      ['Explain %s to a child of eight.'],
      ['inflation', 'why the sea is salt', 'how vaccines work', 'leap years'],
    ),
    ...combine(
      ['Give two arguments for and two against %s.'],
      [
        'a four-day week',
        'school uniforms',
        'open offices',
        'tipping',
        'night trains',
        'a sugar tax',
        'daylight saving time',
        'electric scooters',
      ],
    ),
  ];
  // 7 shares no factor with their number, so this mixes the kinds and leaves none out.
  const mixed = questions.map((_, index) => questions[(index * 7) % questions.length] as string);
  return [...mixed, ...mixed.slice(0, REPEATED)].map((prompt, index) => ({
    id: `demo-${index + 1}`,
    prompt,
  }));
}

function combine(templates: readonly string[], topics: readonly string[]): string[] {
  return templates.flatMap((template) => topics.map((topic) => template.replace('%s', () => topic)));
}
