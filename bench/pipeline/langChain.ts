import { ChatOpenAI } from '@langchain/openai';
import { CONCURRENCY, question } from './question.js';

/** LangChain's own way to ask many questions: `batch`. */
export async function open(url: string): Promise<(from: number, count: number) => Promise<void>> {
  const model = new ChatOpenAI({
    model: 'deepseek-flash',
    apiKey: 'none',
    configuration: { baseURL: url },
  });
  return async (from, count) => {
    const questions = Array.from({ length: count }, (_, index) => question(from + index));
    const answers = await model.batch(questions, { maxConcurrency: CONCURRENCY });
    if (!answers.every(({ text }) => text.length > 0)) throw new Error('an answer is empty');
  };
}
