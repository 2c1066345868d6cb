/** A whole block of code in Markdown, with its language or without. */
const FENCED = /^(`{3,}|~{3,})[^\n`]*\n([\s\S]*?)\n?\1[`~]*$/;

/** The JSON in an answer: without the code fence that models like to put round it, and white space. */
export function unfenced(text: string): string {
  const trimmed = text.trim();
  const code = trimmed.charCodeAt(0);
  return code === 0x60 || code === 0x7e ? (FENCED.exec(trimmed)?.[2]?.trim() ?? trimmed) : trimmed;
}
