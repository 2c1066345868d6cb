/** Speed of redaction, on prose that it makes itself and on texts made to hurt. Run: npx tsx bench/sanitize.ts */
import { createRedactor } from '../src/text/createRedactor.js';
import { DEFAULT_REDACTION_KINDS, REDACTION_KINDS } from '../src/text/redactionKinds.js';

const SMALL = 500_000;
const LARGE = 2_000_000;

const WORDS =
  'the model answers a question about trade and weather while old ships in the harbour wait for cargo that came late because nobody had told their owners when it would be ready to go'.split(
    ' ',
  );
const IDEOGRAPHS = '却说当日众人商议已定便各自回营次日天明大军起行沿途百姓无不欢喜只见前面一座高山';

/** Park and Miller: the same text on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function build(length: number, next: () => string): string {
  const pieces: string[] = [];
  for (let size = 0; size < length; ) {
    const piece = next();
    pieces.push(piece);
    size += piece.length;
  }
  return pieces.join('').slice(0, length);
}

function prose(length: number, numbers: number, data: readonly string[] = []): string {
  const random = randomFrom(7);
  return build(length, () => {
    const words = Array.from({ length: 12 }, () => WORDS[random(WORDS.length)]);
    if (random(100) < numbers) words.push(String(random(5_000)));
    if (data.length > 0 && random(4) === 0) words.push(data[random(data.length)]);
    return `${words.join(' ')}. `;
  });
}

const DATA = [
  'ann.lee@example.com',
  '123-45-6789',
  '+44 20 7123 4567',
  '(415) 555-0132',
  '4111 1111 1111 1111',
  'DE89 3704 0044 0532 0130 00',
  '13812345678',
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
];

const BENIGN: Readonly<Record<string, (length: number) => string>> = {
  'prose, no digits': (length) => prose(length, 0),
  'prose, a number in every third sentence': (length) => prose(length, 33),
  'prose, a find in every fourth sentence': (length) => prose(length, 33, DATA),
  Chinese: (length) => {
    const random = randomFrom(3);
    return build(length, () => {
      const at = random(IDEOGRAPHS.length - 8);
      return `${IDEOGRAPHS.slice(at, at + 8)}${random(9) === 0 ? '，共3人。' : '，'}`;
    });
  },
  'table of decimals': (length) => {
    const random = randomFrom(5);
    return build(
      length,
      () => `${random(900)}.${random(1_000_000)} ${random(2) === 0 ? '-' : ''}0.${random(99)}\n`,
    );
  },
};

const UNITS =
  '1|@|a@|a@b.|-|+|:|.| |( |1 |1-|1.|+1 |00 |+44 20 |1:|::|a:|f:1:|DE|DE89 |GB29NWBK|4111 |4111-|41111|4111 1111 1111 1112 |123-45-|123-45-6789 |415-555-|415-555-0132 |07123456789 |sk-|sk-a1|-eyJa1|eyJaaaaaaaa1.|Bearer |api_key=|api_key: |-----BEGIN PRIVATE KEY-----|phone |phone 1234567 |call me at 12345|1101011990|１|\u200b1|\u00a01|"a|1x|x1|1(2)|(1)'.split(
    '|',
  );

/** Something to find, so that no text is spared. */
const TAIL = ' 1 a@b.example';

const redactors = {
  default: createRedactor(DEFAULT_REDACTION_KINDS),
  all: createRedactor(REDACTION_KINDS),
};

/** Seconds for one pass, the least of three and more: the machine may be busy. */
function seconds(redact: (typeof redactors)['all'], text: string): number {
  let least = Number.POSITIVE_INFINITY;
  const until = performance.now() + 150;
  for (let pass = 0; pass < 3 || performance.now() < until; pass++) {
    const before = performance.now();
    redact(text, {});
    least = Math.min(least, performance.now() - before);
  }
  return least / 1_000;
}

function row(name: string, cells: readonly string[]): void {
  console.log(name.padEnd(42) + cells.map((cell) => cell.padStart(12)).join(''));
}

function megabytesPerSecond(text: string, time: number): string {
  return (Buffer.byteLength(text) / 1e6 / time).toFixed(1);
}

row('text', ['default MB/s', 'all MB/s']);
for (const [name, make] of Object.entries(BENIGN)) {
  const text = make(LARGE);
  row(
    name,
    Object.values(redactors).map((redact) => megabytesPerSecond(text, seconds(redact, text))),
  );
}

console.log();
row('hostile, repeated', ['all MB/s', 'x4 text']);
let worst = 0;
for (const unit of UNITS) {
  const [small, large] = [SMALL, LARGE].map((length) => build(length, () => unit) + TAIL) as [string, string];
  const [quick, slow] = [seconds(redactors.all, small), seconds(redactors.all, large)];
  worst = Math.max(worst, slow / quick);
  row(JSON.stringify(unit), [megabytesPerSecond(large, slow), `${(slow / quick).toFixed(1)} time`]);
}
console.log(`\nFour times the text took at most ${worst.toFixed(1)} times the time; linear is 4.0.`);

console.log();
row('prompts, us each', ['default', 'all']);
for (const [name, length, share] of [
  ['200 characters, no digits', 200, 0],
  ['200 characters, numbers', 200, 33],
  ['2,000 characters, no digits', 2_000, 0],
  ['2,000 characters, numbers', 2_000, 33],
] as const) {
  const text = prose(length, share);
  row(
    name,
    Object.values(redactors).map((redact) => {
      const before = performance.now();
      for (let i = 0; i < 20_000; i++) redact(text, {});
      return ((performance.now() - before) / 20).toFixed(2);
    }),
  );
}
