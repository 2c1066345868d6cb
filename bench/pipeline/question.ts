const PADDING =
  'Explain it as you would to a colleague who knows the field but not the case, in three sentences. ';

/** A question of about 200 characters, another one for each number. */
export function question(index: number): string {
  return `Question ${index}: why does water boil earlier on a mountain than at the sea? ${PADDING}`;
}

/** What is at once under way in every variant. */
export const CONCURRENCY = 64;
