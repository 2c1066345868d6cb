import pLimit from 'p-limit';
import { Pool } from 'undici';
import { CONCURRENCY, question } from './question.js';

/** The loop that most people write: p-limit over all prompts. */
export async function open(url: string): Promise<(from: number, count: number) => Promise<void>> {
  const pool = new Pool(url, { connections: CONCURRENCY });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer none' };
  const limit = pLimit(CONCURRENCY);
  return async (from, count) => {
    const ask = async (index: number) => {
      const messages = [{ role: 'user', content: question(index) }];
      const response = await pool.request({
        path: '/chat/completions',
        method: 'POST',
        headers,
        body: JSON.stringify({ model: 'deepseek-flash', messages }),
      });
      await response.body.json();
    };
    await Promise.all(Array.from({ length: count }, (_, index) => limit(() => ask(from + index))));
  };
}
