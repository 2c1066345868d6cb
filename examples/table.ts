// A table through a template: one question for each row, and a bad row that stops nothing.
//
//   npx tsx examples/table.ts
import { lastValueFrom, tap } from 'rxjs';
import { complete, createClient, createTemplate, fromCsv } from 'rxprompt';
import { withModel } from './model.js';

async function* table() {
  yield 'id,word,lang\n';
  yield '1,lighthouse,Dutch\n2,"sea, the",French\n3,storm\n';
}
const template = createTemplate({ system: 'You translate.', user: 'What is "{{word}}" in {{lang}}?' });

await withModel(async (route) => {
  const client = createClient({ routes: [route] });
  const answers = fromCsv(table(), { template }).pipe(
    complete(client),
    tap((outcome) => {
      const { word = '?' } = outcome.prompt.input ?? {};
      console.log(
        `${outcome.id} (${word}): ${outcome.status === 'ok' ? outcome.text : outcome.error.message}`,
      );
    }),
  );
  await lastValueFrom(answers);
  await client.close();
});
