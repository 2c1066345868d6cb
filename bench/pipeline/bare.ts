import { Pool } from 'undici';
import { CONCURRENCY, question } from './question.js';

/** The yardstick: workers around `undici.request`, nothing else. */
export async function open(url: string): Promise<(from: number, count: number) => Promise<void>> {
  const pool = new Pool(url, { connections: CONCURRENCY });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer none' };
  return async (from, count) => {
    let next = from;
    const worker = async () => {
      while (next < from + count) {
        const messages = [{ role: 'user', content: question(next++) }];
        const response = await pool.request({
          path: '/chat/completions',
          method: 'POST',
          headers,
          body: JSON.stringify({ model: 'deepseek-flash', messages }),
        });
        const answer = (await response.body.json()) as { choices: { message: { content: string } }[] };
        if (answer.choices[0]?.message.content === undefined) throw new Error('no answer');
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  };
}
