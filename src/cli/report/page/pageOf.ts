import { html } from './html.js';
import { pageScript } from './pageScript.js';
import { pageStyle } from './pageStyle.js';
import { type Section, section } from './section.js';
import { uPlot } from './uPlot.js';

/** What stands on a page. */
export interface Page {
  readonly title: string;
  readonly heading: string;
  readonly intro: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly Section[];
}

/** A page of figures and plots that loads nothing: it may be mailed, and is not allowed to ask the network. */
export function pageOf({ title, heading, intro, facts, sections }: Page): string {
  const figures = facts.map(([name, value]) => `<div><dt>${html(name)}</dt><dd>${html(value)}</dd></div>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${html(title)}</title>
<style>${uPlot.style}${pageStyle}</style>
</head>
<body>
<main>
<h1>${html(heading)}</h1>
<p>${html(intro)}</p>
<dl>${figures.join('')}</dl>
${sections.map(section).join('\n')}
</main>
<script>${uPlot.script}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}
