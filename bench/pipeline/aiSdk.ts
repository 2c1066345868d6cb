import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';
import pLimit from 'p-limit';
import { CONCURRENCY, question } from './question.js';

/** The AI SDK of Vercel, which bounds nothing itself, behind p-limit. */
export async function open(url: string): Promise<(from: number, count: number) => Promise<void>> {
  const provider = createOpenAICompatible({ name: 'deepseek', baseURL: url, apiKey: 'none' });
  const model = provider('deepseek-flash');
  const limit = pLimit(CONCURRENCY);
  return async (from, count) => {
    const ask = async (index: number) => {
      const { text } = await generateText({ model, prompt: question(index) });
      if (text.length === 0) throw new Error('an answer is empty');
    };
    await Promise.all(Array.from({ length: count }, (_, index) => limit(() => ask(from + index))));
  };
}
