import { SourceError } from '../../errors/SourceError.js';

/**
 * The columns that the first row names. Many spreadsheets put semicolons between fields: read by commas, such a header is
 * one field.
 *
 * @throws SourceError for a column without a name, and for two of one name.
 */
export function columnsOf(
  fields: readonly string[],
  delimiter: string | undefined,
): { readonly columns: readonly string[]; readonly delimiter?: ';' } {
  const [only = ''] = fields;
  if (delimiter === undefined && fields.length === 1 && only.includes(';') && !only.includes('"')) {
    return { columns: checked(only.split(';')), delimiter: ';' };
  }
  return { columns: checked(fields) };
}

function checked(fields: readonly string[]): readonly string[] {
  const columns = fields.map((field) => field.trim());
  for (const [index, column] of columns.entries()) {
    if (column === '') throw new SourceError(`column ${index + 1} of the header has no name`);
    if (columns.indexOf(column) !== index) {
      throw new SourceError(`the header names the column ${JSON.stringify(column)} twice`);
    }
  }
  return columns;
}
