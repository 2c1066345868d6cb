import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { SinkError } from '../../errors/SinkError.js';
import { EXIT } from '../exitCodes.js';
import { say } from '../say.js';
import { findRows } from './findRows.js';
import { formatReport } from './formatReport.js';
import type { Report } from './Report.js';
import type { ReportFlags } from './ReportFlags.js';
import { RowTally } from './RowTally.js';
import { readRows } from './readRows.js';

/** `rxprompt report`: reads, adds up, tells. Returns the exit code. */
export async function reportRun(output: string, { html, json }: ReportFlags): Promise<number> {
  const { files, finished, pace } = findRows(output);
  if (html !== undefined && files.some((file) => resolve(file) === resolve(html))) {
    throw new ConfigError(`--html ${html} holds the rows: choose another name`);
  }
  const tally = new RowTally();
  for (const file of files) await readRows(file, tally);
  const report: Report = { files, finished, ...tally.figures(), over_time: pace };
  if (report.rows.total === 0 && report.bad_lines > 0) {
    throw new ConfigError(
      `${files[0]} holds no rows: a report needs what --output-format flat or batch writes, not texts or prompts`,
    );
  }
  if (html !== undefined) {
    const { reportPage } = await import('./page/reportPage.js');
    try {
      writeFileSync(html, reportPage(report));
    } catch (error) {
      throw new SinkError(`cannot write --html ${html}: ${reasonOf(error)}`, error);
    }
    say(`the page is in ${html}`);
  }
  process.stdout.on('error', () => {});
  process.stdout.write(`${json ? JSON.stringify(report) : formatReport(report)}\n`);
  return EXIT.ok;
}
