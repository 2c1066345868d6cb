import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { HtmlText } from '../../../../src/text/html/HtmlText.js';

/** The text of a page that comes in such pieces. */
function textOf(...pieces: readonly string[]): string {
  const html = new HtmlText();
  const parser = new Parser(html);
  let text = '';
  for (const piece of pieces) {
    parser.write(piece);
    text += html.take();
  }
  parser.end();
  return text + html.take();
}

const PAGE = `<html><head><title>The  Sea</title><style>p { color: red }</style></head>
<body><h1>Whales</h1><p>They <b>swim</b>,
 and  they sing.</p><script>if (a < b) alert("</p>")</script>
<h2>Kinds</h2><ul><li>Blue</li><li>Grey <ol start="3"><li>old</li><li>young</li></ol></li></ul>
<pre><code>let a  = 1;
  let b;</code></pre><p>Use <code>b</code> &mdash; it&#39;s&nbsp;fine.<br>New line</p>
<table><tr><th>Name</th><th>Tons</th></tr><tr><td>Blue</td><td>150</td></tr></table><hr><img alt="A whale" src="w.png">
<svg><text>none</text></svg></body></html>`;

describe('HtmlText', () => {
  it('should keep headings, paragraphs, lists, code and tables as text, and nothing of scripts and styles', () => {
    expect(textOf(PAGE)).toBe(`# The Sea

# Whales

They swim, and they sing.

## Kinds

- Blue
- Grey
  3. old
  4. young

\`\`\`
let a  = 1;
  let b;
\`\`\`

Use \`b\` — it's\u00a0fine.
New line

Name | Tons
Blue | 150

---

[A whale]`);
  });

  it('should give the same text in whatever pieces the page comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(PAGE.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), PAGE.length];
        const pieces = at.slice(1).map((end, index) => PAGE.slice(at[index], end));
        expect(textOf(...pieces)).toBe(textOf(PAGE));
      }),
    );
  });

  it('should survive tags that are not closed, or closed twice', () => {
    expect(textOf('<ul><li>a<li>b</ul></ul><pre>x')).toBe('- a\n- b\n\n```\nx\n```');
    expect(textOf('</script></li></pre>a')).toBe('a');
  });
});
