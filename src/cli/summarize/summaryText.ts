import { whole } from '../../telemetry/whole.js';
import type { Language } from '../../text/summary/languageOf.js';
import { languageOf } from '../../text/summary/languageOf.js';
import type { ListedPart } from './PartList.js';

/** So many parts are named one by one; the others are in `--json`. */
const NAMED = 20;

/** A summary for stdout. What it does not rest on stands below it, in its language: it must not look whole. */
export function summaryText(text: string, failed: readonly ListedPart[], parts: number): string {
  const note = failed.length === 0 ? '' : `\n${missing(failed, parts, languageOf(text))}\n`;
  return `${text.trimEnd()}\n${note}`;
}

function missing(failed: readonly ListedPart[], parts: number, language: Language): string {
  const named = failed.slice(0, NAMED);
  if (language === 'zh') {
    const list = named.map(
      ({ part, from, to, code }) => `第 ${part + 1} 部分（第 ${from + 1} 至 ${to} 字，${code}）`,
    );
    return `[缺少 ${parts} 个部分中的 ${failed.length} 个：${list.join('；')}${failed.length > NAMED ? '等' : ''}]`;
  }
  const list = named.map(
    ({ part, from, to, code }) => `part ${part + 1} (characters ${whole(from + 1)} to ${whole(to)}: ${code})`,
  );
  const more = failed.length > NAMED ? ` and ${failed.length - NAMED} more` : '';
  return `[Missing from this, of ${parts} parts: ${list.join(', ')}${more}]`;
}
