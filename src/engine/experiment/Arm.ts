import type { Params } from '../../types/Params.js';

/** One way to ask. */
export interface Arm {
  readonly name: string;
  /** Parameters; they win over those of a prompt. */
  readonly params?: Params;
  /** A system message, in place of the one that a prompt has. */
  readonly system?: string;
  /** Its share of the prompts, against those of the others. Default 1. Above 0. */
  readonly weight?: number;
}

/**
 * Sets of parameters that are known by a name. `balanced` is the table of the guide; it turns thinking off, because 512
 * tokens of thinking leave no answer.
 */
export const ARM_PRESETS: Readonly<Record<string, Params>> = {
  balanced: {
    max_tokens: 512,
    temperature: 0.7,
    top_p: 0.9,
    frequency_penalty: 0.5,
    thinking: { type: 'disabled' },
  },
};
