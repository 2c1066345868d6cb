import { isDigit, isLetter } from './characters.js';

/** What the words around a number say of it. */
export type PhoneCue = 'phone' | 'landline' | 'mobile' | 'other' | undefined;

/** What a word before a number means. */
type Role = Exclude<PhoneCue, undefined> | 'verb' | 'filler' | 'ask' | 'label' | 'number' | 'my' | 'line';

const ROLES: ReadonlyMap<string, Role> = new Map(
  (
    [
      [
        'phone',
        'phone phones telephone telephones tel fax hotline helpline telefon telefoon telefone telefono teléfono téléphone tél phoneno phonenumber',
      ],
      [
        'mobile',
        'mobile mob cell cellular cellphone handy mobil mobiel móvil movil celular cellulare portable whatsapp wechat sms',
      ],
      ['landline', 'landline festnetz'],
      // Identifiers that have a name of their own.
      [
        'other',
        'isbn issn order invoice account acct iban licence license ticket case ref reference tracking serial sku model part patent doi pmid zip postcode postal passport version vin imei isrc ean upc asin id uid pid routing aba tax vat policy member membership student employee customer transaction bug issue page room flight bill receipt row item product code hash time timestamp date',
      ],
      // The number must follow at once: «call me at».
      [
        'verb',
        'call called calling dial dialed dialled ring rang phoned phoning reach reached reachable contacted message messages messaged answer answered answering registered',
      ],
      // «text me at», but not `"text": "..."`.
      ['ask', 'text texted write'],
      // At the head of a line or with a colon: «Office: ...».
      ['label', 'work office home desk direct switchboard t m f c p ph'],
      [
        'filler',
        'me us him her them you it back up directly now please today is on at to via under by from with the our this using or',
      ],
      ['number', 'number no nr num'],
      // A telephone's when the word before it says so, else that of a text.
      ['line', 'line'],
      ['my', 'my new contact their her his your'],
    ] satisfies [Role, string][]
  ).flatMap(([role, words]) => words.split(' ').map((word): [string, Role] => [word, role])),
);

const CHINESE: readonly [RegExp, PhoneCue][] = [
  [/(?:手机|移动电话|微信|携帯)[^\d\n]{0,8}\s{0,2}$/, 'mobile'],
  [/(?:座机|固定电话|固话|传真)[^\d\n]{0,8}\s{0,2}$/, 'landline'],
  [/(?:电话|联系方式|联系我|致电|拨打|热线|電話|來電|전화)[^\d\n]{0,8}\s{0,2}$/, 'phone'],
  [/(?:订单|编号|账号|帐号|单号|证号|学号|工号|邮编)[^\d\n]{0,8}$/, 'other'],
];

/** `416 60 039 office`, `07700 063 966-Fax`: the end of a line of a letterhead. */
const AFTER = /^\s?[-–(,]?\s?(office|fax|mobile|cell|home|work|desk|tel|phone)\b\s?\)?(?=$|[\n,;.\\])/i;

/** «call 5551234.», but not «call 1234567 times». */
const ENDS_THERE =
  /^\s*(?:$|[.,;:!?)\n"']|(?:or|and|to|for|if|asap|now|today|tomorrow|tonight|please|before|after|between|when|as|any)\b)/;

/** How far before the number the words still speak of it. */
const REACH = 28;

const isSpace = (code: number) => code === 32 || (code >= 9 && code <= 13);
const isWordCharacter = (code: number) => isLetter(code) || (code >= 0xc0 && code <= 0x24f);

/** `[PHONE]`, as we write it ourselves, says nothing of the number behind it. */
const REPLACED = /\[[A-Z_]+\]$/;

const LINE = /\b(?:office|direct|work|home|phone|customer|support|private|help|hot|land)[ -]?$/i;

/** Abbreviations that end in a full stop. */
const ABBREVIATED = /^(?:tele?|ph|mob|fax|no|nr|num|[tmfcp])$/i;

/**
 * The nearest word before `start` that says what the number is; `isStrict` wants nothing between the two but
 * small words. Reads {@link REACH} characters of one sentence.
 */
function cueBefore(text: string, start: number, numberEnd: number, isStrict: boolean): PhoneCue {
  let at = start;
  // The number may stand on the line below its label.
  while (start - at < 3 && isSpace(text.charCodeAt(at - 1))) at--;
  const least = Math.max(0, at - REACH);
  let isNear = true;
  let fillers = 0;
  let sawNumber = false;
  let sawColon = false;
  let sawStop = false;
  while (at > least) {
    const code = text.charCodeAt(at - 1);
    // A line, a number, `;`, `!`, `?`: what stands before is about something else.
    if (code === 10 || isDigit(code) || code === 59 || code === 33 || code === 63) return undefined;
    if (code === 93 && REPLACED.test(text.slice(Math.max(0, at - 16), at))) return undefined;
    if (!isWordCharacter(code)) {
      if (code === 58) sawColon = true;
      if (code === 46) sawStop = true;
      at--;
      continue;
    }
    const end = at;
    while (at > 0 && end - at < 20 && isWordCharacter(text.charCodeAt(at - 1))) at--;
    const word = text.slice(at, end);
    if (sawStop && !ABBREVIATED.test(word)) return undefined;
    const role = ROLES.get(word.toLowerCase());
    if (role === 'phone' || role === 'mobile' || role === 'landline')
      return isNear || !isStrict ? role : undefined;
    if (role === 'other') return role;
    if (role === 'line') return LINE.test(text.slice(Math.max(0, at - 12), at)) ? 'phone' : 'other';
    if (isStrict && role === 'verb' && !ENDS_THERE.test(text.slice(numberEnd, numberEnd + 12)))
      return undefined;
    if (isNear && (role === 'verb' || (role === 'ask' && fillers > 0))) return 'phone';
    if (isNear && role === 'label' && sawColon) return 'phone';
    if (role === 'my' && sawNumber) return 'phone';
    if (role === 'number') sawNumber = true;
    else if (role === 'filler') fillers++;
    else isNear = false;
    // A label ends what it labels.
    sawColon &&= role === 'number' || role === 'filler';
    sawStop = false;
  }
  return undefined;
}

/**
 * Reads the words before `start` and behind `end`. Bounded, whatever the text.
 *
 * @param isStrict For a number that could as well be a count: the word must stand right before it.
 */
export function phoneCue(text: string, start: number, end: number, isStrict = false): PhoneCue {
  const before = cueBefore(text, start, end, isStrict);
  if (before !== undefined) return before;
  const near = text.slice(Math.max(0, start - 16), start);
  if (/[\u3000-\ud7ff]/.test(near)) {
    for (const [pattern, cue] of CHINESE) if (pattern.test(near)) return cue;
  }
  const after = AFTER.exec(text.slice(end, end + 16))?.[1]?.toLowerCase();
  if (after === undefined) return undefined;
  return after === 'mobile' || after === 'cell' ? 'mobile' : 'phone';
}
