/** What a check says of a text: what it means, or what is wrong with it. */
export type Checked =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads the text of an answer and says whether it is what was wanted. Each problem is one sentence that the model can
 * mend it by, and names the place: `/age must be integer`. It must not throw.
 */
export interface AnswerCheck {
  (text: string): Checked;
  /** The JSON Schema behind it, where there is one: the model is told it. */
  readonly schema?: JsonSchema;
}

/** A JSON Schema: an object, or the `true` and `false` that draft 6 brought. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };
