import { createRedactor, type Redactor } from '../text/createRedactor.js';
import { digits } from '../text/digits.js';
import { quoted } from '../text/quoted.js';
import { REDACTION_KINDS } from '../text/redactionKinds.js';
import type { Answer, Failure, Outcome } from '../types/Outcome.js';
import { AuditMetadata, type AuditMetadataOptions } from './AuditMetadata.js';
import { cleanName } from './cleanName.js';
import { previewOf } from './previewOf.js';
import { usageJson, usageRow } from './usageJson.js';

/**
 * What the audit log says of outcomes: one shape for answers and failures, so that whoever reads it finds the same
 * fields everywhere. Personal data and keys of every kind are taken out of all that comes from outside.
 */
export class AuditEntry {
  readonly #redact: Redactor = createRedactor(REDACTION_KINDS);
  readonly #metadata: AuditMetadata;
  /** The last answer's, as it came and as JSON: they seldom change from one to the next. */
  #route = '';
  #model = '';
  #served = '"route":"","model":""';

  constructor(options: AuditMetadataOptions) {
    this.#metadata = new AuditMetadata(options, this.#redact);
  }

  /**
   * As JSON, without braces. By hand: an object, and a logger that reads it, take three times as long on the path of
   * every prompt.
   */
  json(outcome: Outcome): string {
    const { prompt } = outcome;
    const metadata = this.#metadata.json(prompt);
    return (
      `"id":${quoted(cleanName(outcome.id, this.#redact))},"seq":${digits(outcome.seq)}` +
      `${prompt.part === undefined ? '' : `,"part":${prompt.part}`},` +
      `"prompt":${quoted(previewOf(prompt.messages, this.#redact))},` +
      `${outcome.status === 'ok' ? this.#answer(outcome) : this.#failure(outcome)}` +
      `${metadata === undefined ? '' : `,"metadata":${metadata}`}`
    );
  }

  #answer(answer: Answer): string {
    const { costUsd, cached } = answer;
    if (answer.model !== this.#model || answer.route !== this.#route) this.#serve(answer);
    return (
      `"answer_length":${answer.text.length},${this.#served},"attempts":${answer.attempts},` +
      `"usage":${usageJson(answer.usage)},"cost_usd":${Number.isFinite(costUsd) ? costUsd : null},` +
      `"cached":${cached === null ? 'null' : `"${cached}"`},"error_code":null`
    );
  }

  #serve({ route, model }: Answer): void {
    this.#route = route;
    this.#model = model;
    this.#served = `"route":${quoted(this.#redact(route, {}))},"model":${quoted(this.#redact(model, {}))}`;
  }

  #failure({ attempts, error }: Failure): string {
    return (
      `"answer_length":null,"route":null,"model":null,"attempts":${attempts},"usage":null,"cost_usd":null,` +
      `"cached":null,"error_code":${quoted(this.#redact(error.code, {}))}`
    );
  }

  /** As an object, for a logger that writes its own lines. */
  object(outcome: Outcome): object {
    const { prompt } = outcome;
    const metadata = this.#metadata.json(prompt);
    const answer = outcome.status === 'ok' ? outcome : undefined;
    return {
      id: cleanName(outcome.id, this.#redact),
      seq: outcome.seq,
      part: prompt.part,
      prompt: previewOf(prompt.messages, this.#redact),
      answer_length: answer === undefined ? null : answer.text.length,
      route: answer === undefined ? null : cleanName(answer.route, this.#redact),
      model: answer === undefined ? null : cleanName(answer.model, this.#redact),
      attempts: outcome.attempts,
      usage: answer?.usage == null ? null : usageRow(answer.usage),
      cost_usd: answer === undefined ? null : answer.costUsd,
      cached: answer === undefined ? null : answer.cached,
      error_code: outcome.status === 'error' ? cleanName(outcome.error.code, this.#redact) : null,
      metadata: metadata === undefined ? undefined : (JSON.parse(metadata) as object),
    };
  }
}
