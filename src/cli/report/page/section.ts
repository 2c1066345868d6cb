import { html } from './html.js';

/** What a plot shows: bars over `labels`, or else lines over the first of `series`. */
export interface Plot {
  readonly labels?: readonly string[];
  readonly series: readonly {
    readonly name: string;
    /** A number: one of several that are alike, each in a colour and with dashes of its own. */
    readonly tone?: 'bar' | 'bad' | number;
    /** `null`: nothing is known there. */
    readonly values: readonly (number | null)[];
    /** Where each value lies: a band along a line, a whisker on a bar. */
    readonly low?: readonly (number | null)[];
    readonly high?: readonly (number | null)[];
  }[];
  /** The first of `series` are minutes, told as minutes and seconds. */
  readonly isTime?: boolean;
  /** What the labels are. */
  readonly key?: string;
  /** Of the values. */
  readonly unit: string;
}

/** A part of a page: a plot, and the same as a table for those who cannot see it. */
export interface Section {
  /** Unique in its page. */
  readonly id: string;
  readonly title: string;
  readonly plot: Plot;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Stands there when there are no rows. */
  readonly none: string;
}

export function section({ id, title, plot, head, rows, none }: Section): string {
  const heading = `<section aria-labelledby="${id}"><h2 id="${id}">${html(title)}</h2>`;
  if (rows.length === 0) return `${heading}<p>${html(none)}</p></section>`;
  const wordy = head.map((text) => (text === 'example' ? ' class="words"' : ''));
  const headings = head.map((text, index) => `<th scope="col"${wordy[index]}>${html(text)}</th>`);
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((text, index) => `<td${wordy[index + 1]}>${html(text)}</td>`);
    return `<tr><th scope="row">${html(first)}</th>${cells.join('')}</tr>`;
  });
  // In a script, only this sign could end it too early.
  const data = JSON.stringify(plot).replaceAll('<', '\\u003c');
  return (
    `${heading}<div class="pair">` +
    `<div class="plot" data-from="${id}-data" aria-hidden="true"></div>` +
    `<script type="application/json" id="${id}-data">${data}</script>` +
    `<div class="scroll" tabindex="0" role="region" aria-label="${html(title)}, as a table">` +
    `<table><caption>${html(title)}</caption><thead><tr>${headings.join('')}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table></div></div></section>`
  );
}
