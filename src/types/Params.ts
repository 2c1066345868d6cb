/** Request parameters in the provider's own spelling. Fields that are not listed are passed through untouched. */
export interface Params {
  readonly model?: string;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly max_tokens?: number;
  readonly stop?: string | readonly string[];
  readonly thinking?: { readonly type: 'enabled' | 'disabled' };
  readonly reasoning_effort?: string;
  readonly response_format?: { readonly type: string };
  readonly user_id?: string;
  readonly [field: string]: unknown;
}
