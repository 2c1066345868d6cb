/** What went wrong, as its row tells. */
export interface FailedRow {
  readonly code: string | null;
  readonly httpStatus: number | null;
}

/** Reads the row of a failure, a flat one or one of a batch. */
export function failedRow(text: string): FailedRow {
  const row = JSON.parse(text) as Fields & { readonly meta?: Fields };
  const { code, http_status: status } = (row.meta ?? row).error ?? {};
  return {
    code: typeof code === 'string' ? code : null,
    httpStatus: typeof status === 'number' ? status : null,
  };
}

interface Fields {
  readonly error?: { readonly code?: unknown; readonly http_status?: unknown } | null;
}
