import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { answerOf } from '../engine/answerOf.js';
import { promptHash } from '../text/promptHash.js';
import type { Answer } from '../types/Outcome.js';
import type { Prompt } from '../types/Prompt.js';
import type { FinishReason } from '../types/Reply.js';
import { eachLine } from './eachLine.js';

/** What is read of a flat row. */
interface AnsweredRow {
  readonly status: string;
  readonly text: string;
  readonly reasoning: string | null;
  readonly finish_reason: FinishReason;
  readonly model: string;
  readonly route: string;
  readonly latency_ms: number;
  readonly prompt_hash: string;
}

/**
 * The answers in a file of flat rows, by what was asked. Where each stands is kept in memory, some 100 bytes for each; an
 * answer is read when it is asked for.
 */
export class AnswerIndex {
  readonly #file: number | undefined;
  readonly #places = new Map<string, readonly [offset: number, length: number]>();

  private constructor(path: string | undefined) {
    this.#file = path === undefined ? undefined : openSync(path, 'r');
  }

  /** Reads which answers there are; none when there is no file. Its rows must be whole. */
  static async open(path: string | undefined): Promise<AnswerIndex> {
    const index = new AnswerIndex(path);
    if (path !== undefined) {
      await eachLine(path, {
        line: (bytes, start, end, offset) => {
          const row = JSON.parse(bytes.toString('utf8', start, end)) as AnsweredRow;
          if (row.status === 'ok') index.#places.set(row.prompt_hash, [offset, end - start]);
        },
      });
    }
    return index;
  }

  get size(): number {
    return this.#places.size;
  }

  /** The answer to the same messages and parameters, as one that costs nothing any more. */
  get(prompt: Prompt): Answer | undefined {
    const place = this.#places.get(promptHash(prompt));
    if (place === undefined) return undefined;
    const [offset, length] = place;
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.#file as number, bytes, 0, length, offset);
    const row = JSON.parse(bytes.toString('utf8')) as AnsweredRow;
    return answerOf(prompt, {
      text: row.text,
      reasoning: row.reasoning,
      toolCalls: null,
      finishReason: row.finish_reason,
      rawFinishReason: null,
      model: row.model,
      route: row.route,
      usage: null,
      costUsd: 0,
      attempts: 0,
      cached: null,
      latencyMs: row.latency_ms,
      ttftMs: null,
    });
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}
