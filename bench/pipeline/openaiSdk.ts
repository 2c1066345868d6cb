import OpenAI from 'openai';
import { CONCURRENCY, question } from './question.js';

/** The official SDK, in the same workers as the bare loop. */
export async function open(url: string): Promise<(from: number, count: number) => Promise<void>> {
  const client = new OpenAI({ baseURL: url, apiKey: 'none' });
  return async (from, count) => {
    let next = from;
    const worker = async () => {
      while (next < from + count) {
        await client.chat.completions.create({
          model: 'deepseek-flash',
          messages: [{ role: 'user', content: question(next++) }],
        });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  };
}
