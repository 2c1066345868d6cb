import { type MonoTypeOperatorFunction, map } from 'rxjs';
import { createRedactor } from '../src/text/createRedactor.js';
import type { Detector } from '../src/text/Detector.js';
import { DEFAULT_REDACTION_KINDS, type RedactionKind } from '../src/text/redactionKinds.js';
import { redactPrompt } from '../src/text/redactPrompt.js';
import { isOutcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';

/** Options of {@link sanitize}. */
export interface SanitizeOptions {
  /** What to take out. Default: all kinds but `ip` and `landline`, which look like much else. */
  readonly kinds?: readonly RedactionKind[];
  /** Your own, for names, customer numbers and the like; what they find wins over ours. Default: none. */
  readonly detectors?: readonly Detector[];
}

/**
 * On the stream: replaces personal data and keys in all that a prompt says by their kind, such as `[EMAIL]`,
 * and counts them in `redactions`. A prompt without any passes as the same object. So do outcomes and prompts
 * that a source rejected; `input`, the caller's own fields, is never read.
 *
 * ```text
 * source   -a---b---|         a: "Write to ann@example.com", b: "Hello"
 * result   -A---b---|         A: "Write to [EMAIL]", redactions: { email: 1 }
 * ```
 *
 * Holds:    nothing.
 * Errors:   a detector that throws ends the stream.
 * Place it: first, so that cache keys, logs and the wire never see what it takes out.
 *
 * @throws RangeError when a kind is unknown; the message names the nearest.
 */
export function sanitize<T extends Prompt>({
  kinds = DEFAULT_REDACTION_KINDS,
  detectors = [],
}: SanitizeOptions = {}): MonoTypeOperatorFunction<T> {
  const redact = createRedactor(kinds, detectors);
  return map((prompt) =>
    isOutcome(prompt) || prompt.rejection !== undefined ? prompt : redactPrompt(prompt, redact),
  );
}
