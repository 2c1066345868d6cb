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

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,24}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s\\:,]*/g;

/** The letters of a placeholder or of a name have no digits among them; those of a key do. */
function looksRandom(token: string): boolean {
  return /\d/.test(token) && /[A-Za-z]/.test(token);
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
      if (looksRandom(token) && HAS_LONG_PART.test(token)) {
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
  const closing = /-----END [A-Z ]{0,24}PRIVATE KEY(?: BLOCK)?-----/y;
  for (const match of text.matchAll(PRIVATE_KEY)) {
    closing.lastIndex = match.index + match[0].length;
    report('api-key', match.index, closing.lastIndex + (closing.exec(text)?.[0].length ?? 0));
  }
}
