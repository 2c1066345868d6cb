import type { Report } from '../Found.js';
import { hasLongWord } from '../hasLongWord.js';

/**
 * Keys that tell by their first letters what they are. Each alternative starts at the start of a word and ends
 * in one greedy class, so that no character is read more than a few times whatever the text.
 *
 * OpenAI, DeepSeek, Anthropic, OpenRouter; Stripe; AWS; GitHub; Google; Slack; GitLab, Hugging Face, npm, PyPI,
 * Groq, xAI, Perplexity, Replicate, DigitalOcean; SendGrid; JWT.
 */
const TOKEN =
  /(?<![A-Za-z0-9_-])(?:sk-[\w-]{16,}|(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|AIza[\w-]{30,}|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,}|xox[a-z]-[\w-]{10,}|xapp-[\w-]{20,}|(?:glpat-|hf_|npm_|pypi-|gsk_|xai-|pplx-|r8_|dop_v1_)[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g;

/** `Bearer <token>`. */
const BEARER = /\bbearer[ :=]{1,3}["']?([\w.~+/-]{16,}={0,2})/gi;

/** `api_key = "..."`, `AWS_SECRET_ACCESS_KEY=...`, `"client_secret": "..."`, in code, JSON and .env files. */
const ASSIGNED =
  /(?:api|secret|access|private|auth)[_ -]?(?:access[_ -]?)?(?:key|token|secret)["']? ?(?:[:=]|is|=>) ?["']?([\w.~+/-]{16,}={0,2})|client_secret["']? ?[:=] ?["']?([\w.~+/-]{16,}={0,2})/gi;

const OPENING = /-----BEGIN [A-Z ]{0,24}PRIVATE KEY(?: BLOCK)?-----/g;
const CLOSING = /-----END [A-Z ]{0,24}PRIVATE KEY(?: BLOCK)?-----/y;
const MAX_KEY = 16_384;
/** Its head, fields, lines of Base64, and what is left of the last one. */
const CUT_KEY =
  /^-----[A-Z ]{1,60}-----(?:[\s\\rn]{1,4}(?:Proc-Type|DEK-Info|Version|Comment): [^\n\\]{1,80})*(?:[\s\\rn]{0,4}[A-Za-z0-9+/=]{20,})+(?:[\s\\rn]{1,4}[A-Za-z0-9+/=]+$)?/;

/** Letters and digits. */
function looksRandom(token: string): boolean {
  return /\d/.test(token) ? /[A-Za-z]/.test(token) : isScramble(token);
}

/** `YourApiKeyGoesHere` */
const CAMEL_CASE = /^[a-z]*(?:[A-Z]{1,2}[a-z]{2,})+$/;

/** Twenty letters together of either case that are no words: those of a placeholder are. */
function isScramble(token: string): boolean {
  const [word] = /[A-Za-z]{20,}/.exec(token) ?? [];
  if (word === undefined || CAMEL_CASE.test(word)) return false;
  return /[A-Z].*[A-Z]/.test(word) && /[a-z].*[a-z]/.test(word);
}

/** Twenty letters together behind `sk-`: not the names of a style sheet, nor a row of crosses. */
function isSecretKey(token: string): boolean {
  const [word] = /^sk-(?:\w+-)?([A-Za-z]{20,})/.exec(token) ?? [];
  return word !== undefined && new Set(word.toLowerCase()).size >= 8;
}

/** A CSS class such as `sk-fading-circle-12` has no long unbroken part. */
const HAS_LONG_PART = /[A-Za-z0-9]{12}/;

/** The same without memory: `matchAll` copies its pattern, which costs a short prompt more than the search. */
const ANY_TOKEN = new RegExp(TOKEN.source);
const NAMED = [BEARER, ASSIGNED].map((pattern) => ({ pattern, any: new RegExp(pattern.source, 'i') }));

/** The shortest that any of the patterns takes for a secret, `xoxb-` with ten characters. */
const SHORTEST = 15;

/** Finds keys of well-known services, JWTs, bearer tokens, assigned secrets and private keys. */
export function findApiKeys(text: string, report: Report): void {
  if (text.includes('-----BEGIN ')) findPrivateKeys(text, report);
  if (!hasLongWord(text, SHORTEST)) return;
  if (ANY_TOKEN.test(text)) {
    for (const match of text.matchAll(TOKEN)) {
      const token = match[0];
      if ((looksRandom(token) && HAS_LONG_PART.test(token)) || isSecretKey(token)) {
        report('api-key', match.index, match.index + token.length);
      }
    }
  }
  for (const { pattern, any } of NAMED) {
    if (!any.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const token = match[1] ?? match[2]!;
      // The name stays: the model should know what stood there.
      const end = match.index + match[0].length;
      if (looksRandom(token)) report('api-key', end - token.length, end);
    }
  }
}

function findPrivateKeys(text: string, report: Report): void {
  for (const { index: start, 0: head } of text.matchAll(OPENING)) {
    const dashes = text.indexOf('--', start + head.length);
    const end = dashes === -1 ? text.length : dashes;
    // Cut off, or only spoken of: the words that follow stay.
    const key = CUT_KEY.exec(text.slice(start, Math.min(end, start + MAX_KEY)));
    if (key === null) continue;
    CLOSING.lastIndex = end;
    report('api-key', start, CLOSING.test(text) ? CLOSING.lastIndex : start + key[0].length);
  }
}
