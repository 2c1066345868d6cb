/**
 * Draws each `.plot` from the JSON beside it, again when the reader's colours change, and wider or narrower as the
 * page is. For a browser, after uPlot.
 */
export const pageScript = `
const drawn = new Map();
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const short = (value) => new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
function draw(place) {
  const { labels, series, unit, key } = JSON.parse(document.getElementById(place.dataset.from).textContent);
  const axis = { stroke: color('text'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line') } };
  const isBars = labels !== undefined;
  const named = (value) => labels[value] ?? '';
  const x = isBars ? labels.map((_, index) => index) : series[0].values;
  const lines = isBars ? series : series.slice(1);
  drawn.get(place)?.destroy();
  drawn.set(place, new uPlot({
    width: place.clientWidth,
    height: 240,
    scales: {
      x: { time: false, ...(isBars && { range: () => [-0.6, labels.length - 0.4] }) },
      y: { range: (_, least, most) => [0, most > 0 ? most * 1.08 : 1] },
    },
    axes: [
      { ...axis, ...(isBars && { splits: () => x, values: (u, all) => {
        const room = Math.max(1, Math.ceil(labels.length * (7 * Math.max(...labels.map((label) => label.length)) + 8) / (u.width - 90)));
        return all.map((value) => value % room === 0 ? named(value) : null);
      } }) },
      { ...axis, size: 64, label: unit, labelSize: 20, values: (_, all) => all.map(short) },
    ],
    series: [
      isBars ? { label: key, value: (_, value) => value === null ? '' : named(value) } : { label: series[0].name },
      ...lines.map(({ name, tone }) => ({
        label: name, stroke: color(tone), width: 2, value: (_, value) => value === null ? '' : short(value),
        ...(isBars
          ? { fill: color(tone), paths: uPlot.paths.bars({ size: [0.7, 64] }), points: { show: false } }
          : { points: { show: x.length < 2 } }),
      })),
    ],
  }, [x, ...lines.map(({ values }) => values)], place));
}
const places = [...document.querySelectorAll('.plot')];
const drawAll = () => places.forEach(draw);
drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
new ResizeObserver(() => {
  for (const [place, plot] of drawn) if (plot.width !== place.clientWidth) plot.setSize({ width: place.clientWidth, height: 240 });
}).observe(document.body);
`;
