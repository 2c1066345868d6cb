import { SourceError } from '../errors/SourceError.js';
import { digits } from '../text/digits.js';
import type { Message } from '../types/Message.js';
import type { Params } from '../types/Params.js';
import type { Prompt } from '../types/Prompt.js';
import { BadInput } from './BadInput.js';
import {
  idOfRow,
  inputOfRow,
  promptOfMessagesRow,
  promptOfPromptRow,
  promptOfString,
  type RowDefaults,
} from './promptOfRow.js';
import type { SourceOptions } from './pullSource.js';
import { rejected } from './rejected.js';

/** A question from a program: its text, or an object with `prompt`, `text` or `messages`. */
export type PromptItem =
  | string
  | {
      readonly prompt?: string;
      readonly text?: string;
      readonly messages?: readonly Message[];
      readonly id?: string | number;
      /** Stands before `prompt` or `text`; `messages` bring their own. */
      readonly system?: string;
      readonly params?: Params;
      /** Travels through untouched; fields that are not listed here do too. */
      readonly input?: Readonly<Record<string, unknown>>;
      readonly [field: string]: unknown;
    };

/** Options of sources whose items a program makes. */
export interface ItemOptions extends SourceOptions {
  /** A system message for items that bring none. Default none. */
  readonly system?: string;
  /** Parameters of every prompt; those of the item win. Default none. */
  readonly params?: Params;
}

/** Turns the item at `seq` into a prompt; one that is none becomes a rejected one. */
export function promptOfItem(item: unknown, seq: number, defaults: RowDefaults): Prompt {
  const id = `item-${digits(seq + 1)}`;
  try {
    if (typeof item === 'string') return promptOfString(item, id, seq, defaults);
    const hasMessages = typeof item === 'object' && item !== null && 'messages' in item;
    const prompt = (hasMessages ? promptOfMessagesRow : promptOfPromptRow)(item, id, seq, defaults);
    return unwrapInput(prompt);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return unwrapInput(
      rejected(idOfRow(item) ?? id, seq, `item ${seq + 1} ${error.message}`, inputOfRow(item)),
    );
  }
}

/** A program may give its own fields in `input`, as a Prompt has them, or beside the others. */
function unwrapInput(prompt: Prompt): Prompt {
  const inner = prompt.input?.input;
  if (typeof inner !== 'object' || inner === null) return prompt;
  const { input: _, ...rest } = prompt.input as Record<string, unknown>;
  return { ...prompt, input: { ...rest, ...inner } };
}

/** Characters of all its texts. */
export function sizeOfPrompt({ messages }: Prompt): number {
  let size = 0;
  for (const { content } of messages) {
    if (typeof content === 'string') size += content.length;
    else for (const part of content ?? []) size += part.text?.length ?? 0;
  }
  return size;
}

/** What becomes of an error that the caller's own iterator threw. */
export function brokenIterable(error: unknown): SourceError {
  return error instanceof SourceError
    ? error
    : new SourceError(
        `the input broke off: ${error instanceof Error ? error.message : String(error)}`,
        error,
      );
}
