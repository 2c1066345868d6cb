import { Buffer } from 'node:buffer';
import { KeptReply } from '../engine/KeptReply.js';
import type { FinishReason } from '../types/Reply.js';
import { isExactReply } from './isExactReply.js';
import { REPLY_NUMBERS, readNumbers, writeNumbers } from './replyNumbers.js';

/** Places are counted in slots of the size of a number. */
const SLOT_BYTES = 8;
const PAGE_SLOTS = 32_768;

/** What is larger stays an object: of those there are few, and they would leave much of a page unused. */
const MOST_SLOTS = PAGE_SLOTS / 8;

/** A record: five counts in three slots, the numbers, then the texts. */
const NUMBERS_AT = 3;
const TEXTS_AT = NUMBERS_AT + REPLY_NUMBERS;

/** More than these are no repetition. */
const MOST_FRAMES = 64;

/** What many replies have in common. */
interface Frame {
  readonly finishReason: FinishReason;
  readonly rawFinishReason: string | null;
  readonly model: string;
  readonly route: string;
}

class Page {
  readonly bytes = Buffer.allocUnsafeSlow(PAGE_SLOTS * SLOT_BYTES);
  readonly counts = new Uint32Array(this.bytes.buffer);
  readonly numbers = new Float64Array(this.bytes.buffer);
  records = 0;
}

/**
 * Replies as bytes, outside the heap. Nearly all answers in a cache are never asked for, and as objects the collector
 * copies each of them twice and then marks it again and again: a tenth of what a prompt costs.
 *
 * Records are written one behind the other, and a page is used again when none of its records is left: made for
 * records that go in the order in which they came, as those of a cache do that nobody has asked for.
 */
export class ColdReplies {
  readonly #pages: Page[] = [];
  /** Pages without records. */
  readonly #empty: number[] = [];
  readonly #frames: Frame[] = [];
  #frame = 0;
  #page = -1;
  #slot = PAGE_SLOTS;

  /** Pages that were made so far, of 256 KiB each. */
  get pages(): number {
    return this.#pages.length;
  }

  /** Takes a reply and says where it lies; `undefined` when it is too large, or not one that comes back as it was. */
  add(reply: KeptReply): number | undefined {
    if (!isExactReply(reply)) return undefined;
    const { text, reasoning, toolCallsJson } = reply;
    const characters = text.length + (reasoning?.length ?? 0) + (toolCallsJson?.length ?? 0);
    // A character takes three bytes at most.
    const most = TEXTS_AT + Math.ceil((characters * 3) / SLOT_BYTES);
    if (most > MOST_SLOTS) return undefined;
    const frame = this.#frameOf(reply);
    if (frame === -1) return undefined;
    if (this.#slot + most > PAGE_SLOTS) this.#turnOver();
    const page = this.#pages[this.#page] as Page;
    const slot = this.#slot;
    const { bytes, counts } = page;
    const start = (slot + TEXTS_AT) * SLOT_BYTES;
    const textEnd = start + bytes.write(text, start);
    const reasoningEnd = reasoning === null ? textEnd : textEnd + bytes.write(reasoning, textEnd);
    const end =
      toolCallsJson === null ? reasoningEnd : reasoningEnd + bytes.write(toolCallsJson, reasoningEnd);
    const slots = Math.ceil(end / SLOT_BYTES) - slot;
    const at = slot * 2;
    counts[at] = slots;
    counts[at + 1] = frame;
    counts[at + 2] = textEnd - start;
    // One more than there are bytes: 0 is none at all.
    counts[at + 3] = reasoning === null ? 0 : reasoningEnd - textEnd + 1;
    counts[at + 4] = toolCallsJson === null ? 0 : end - reasoningEnd + 1;
    writeNumbers(page.numbers, slot + NUMBERS_AT, reply);
    page.records++;
    this.#slot = slot + slots;
    return this.#page * PAGE_SLOTS + slot;
  }

  /** Bytes of the record at `place`. */
  bytesAt(place: number): number {
    const { counts } = this.#pageOf(place);
    return (counts[(place % PAGE_SLOTS) * 2] as number) * SLOT_BYTES;
  }

  read(place: number): KeptReply {
    const { bytes, counts, numbers } = this.#pageOf(place);
    const slot = place % PAGE_SLOTS;
    const at = slot * 2;
    const frame = this.#frames[counts[at + 1] as number] as Frame;
    const start = (slot + TEXTS_AT) * SLOT_BYTES;
    const textEnd = start + (counts[at + 2] as number);
    const reasoningEnd = textEnd + Math.max(0, (counts[at + 3] as number) - 1);
    const end = reasoningEnd + Math.max(0, (counts[at + 4] as number) - 1);
    return new KeptReply({
      text: bytes.toString('utf8', start, textEnd),
      reasoning: counts[at + 3] === 0 ? null : bytes.toString('utf8', textEnd, reasoningEnd),
      toolCalls: counts[at + 4] === 0 ? null : JSON.parse(bytes.toString('utf8', reasoningEnd, end)),
      ...frame,
      ...readNumbers(numbers, slot + NUMBERS_AT),
      cached: null,
    });
  }

  /** Gives up the record at `place`, once. */
  remove(place: number): void {
    const index = Math.floor(place / PAGE_SLOTS);
    const page = this.#pages[index] as Page;
    page.records--;
    if (page.records === 0 && index !== this.#page) this.#empty.push(index);
  }

  #pageOf(place: number): Page {
    return this.#pages[Math.floor(place / PAGE_SLOTS)] as Page;
  }

  #turnOver(): void {
    this.#slot = 0;
    if (this.#pages[this.#page]?.records === 0) return;
    const empty = this.#empty.pop();
    this.#page = empty ?? this.#pages.push(new Page()) - 1;
  }

  /** Where the frame of `reply` is; -1 when there are too many. */
  #frameOf(reply: Frame): number {
    const frames = this.#frames;
    const last = frames[this.#frame];
    if (last !== undefined && isSame(last, reply)) return this.#frame;
    let index = frames.findIndex((frame) => isSame(frame, reply));
    if (index === -1) {
      if (frames.length === MOST_FRAMES) return -1;
      const { finishReason, rawFinishReason, model, route } = reply;
      index = frames.push({ finishReason, rawFinishReason, model, route }) - 1;
    }
    this.#frame = index;
    return index;
  }
}

function isSame(one: Frame, other: Frame): boolean {
  return (
    one.model === other.model &&
    one.route === other.route &&
    one.finishReason === other.finishReason &&
    one.rawFinishReason === other.rawFinishReason
  );
}
