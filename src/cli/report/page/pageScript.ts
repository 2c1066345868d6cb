/**
 * Draws each `.plot` from the JSON beside it, again when the reader's colours change, and wider or narrower as the
 * page is. For a browser, after uPlot.
 */
export const pageScript = `
const drawn = new Map();
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const short = (value) => new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
const shown = (_, value) => value == null ? '' : short(value);
const dashes = [[], [8, 4], [2, 4], [10, 4, 2, 4]];
const clock = (minutes) => Math.floor(Math.round(minutes * 60) / 60) + ':' + String(Math.round(minutes * 60) % 60).padStart(2, '0');
const steps = [...[1, 2, 5, 10, 15, 30].map((seconds) => seconds / 60), 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 7200];
const toneOf = (tone) => color(typeof tone === 'number' ? 'tone' + tone % 5 : tone);
const dashOf = (tone) => typeof tone === 'number' ? dashes[tone % dashes.length] : [];
function whiskers(low, high) {
  return (u) => {
    const { ctx } = u;
    ctx.save();
    ctx.strokeStyle = color('text');
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    low.forEach((least, index) => {
      if (least === null) return;
      const x = u.valToPos(index, 'x', true);
      const ends = [least, high[index]].map((value) => u.valToPos(value, 'y', true));
      const half = 6 * devicePixelRatio;
      for (const y of ends) { ctx.moveTo(x - half, y); ctx.lineTo(x + half, y); }
      ctx.moveTo(x, ends[0]);
      ctx.lineTo(x, ends[1]);
    });
    ctx.stroke();
    ctx.restore();
  };
}
function draw(place) {
  const { labels, series, unit, key, isTime } = JSON.parse(document.getElementById(place.dataset.from).textContent);
  const axis = { stroke: color('text'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line') } };
  const isBars = labels !== undefined;
  const named = (value) => labels[value] ?? '';
  const x = isBars ? labels.map((_, index) => index) : series[0].values;
  const lines = isBars ? series : series.slice(1);
  const edges = lines.flatMap(({ low, high }, index) => low === undefined ? [] : [{ index, low, high }]);
  const all = [...lines.map(({ values }) => values), ...edges.flatMap(({ low, high }) => [low, high])];
  const [least, most] = all.flat().reduce(([a, b], value) => value === null ? [a, b] : [Math.min(a, value), Math.max(b, value)], [0, 0]);
  drawn.get(place)?.destroy();
  drawn.set(place, new uPlot({
    width: place.clientWidth,
    height: 240,
    // The table beside says what one kind of bars is worth.
    legend: { show: !isBars || lines.length > 1 },
    scales: {
      x: { time: false, ...(isBars && { range: () => [-0.6, labels.length - 0.4] }) },
      y: { range: () => [least * 1.08, most > 0 || least < 0 ? most * 1.08 : 1] },
    },
    axes: [
      { ...axis, ...(isTime && { incrs: steps, values: (_, all) => all.map(clock) }), ...(isBars && { splits: () => x, values: (u, all) => {
        const room = Math.max(1, Math.ceil(labels.length * (7 * Math.max(...labels.map((label) => label.length)) + 8) / (u.width - 90)));
        return all.map((value) => value % room === 0 ? named(value) : null);
      } }) },
      { ...axis, label: unit, labelSize: 20, values: (_, all) => all.map(short),
        size: (_, values) => Math.max(44, 20 + 7 * Math.max(0, ...(values ?? []).map((text) => text.length))) },
    ],
    series: [
      isBars ? { label: key, value: (_, value) => value == null ? '' : named(value) } : { label: series[0].name, ...(isTime && { value: (_, at) => at == null ? '' : clock(at) }) },
      ...lines.map(({ name, tone }) => ({
        label: name, stroke: toneOf(tone), dash: dashOf(tone), width: 2, value: shown,
        ...(isBars
          ? { fill: toneOf(tone), paths: uPlot.paths.bars({ size: [0.7, 64] }), points: { show: false } }
          : { points: { show: x.length < 2 } }),
      })),
      ...(isBars ? [] : edges.flatMap(() => [0, 0].map(() => ({ class: 'edge', stroke: 'transparent', points: { show: false } })))),
    ],
    ...(isBars
      ? { hooks: { draw: edges.map(({ low, high }) => whiskers(low, high)) } }
      : { bands: edges.map(({ index }, edge) => ({
          series: [lines.length + 2 * edge + 2, lines.length + 2 * edge + 1], fill: toneOf(lines[index].tone) + '26',
        })) }),
  }, [x, ...lines.map(({ values }) => values), ...(isBars ? [] : edges.flatMap(({ low, high }) => [low, high]))], place));
}
const places = [...document.querySelectorAll('.plot')];
const drawAll = () => places.forEach(draw);
drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
new ResizeObserver(() => {
  for (const [place, plot] of drawn) if (plot.width !== place.clientWidth) plot.setSize({ width: place.clientWidth, height: 240 });
}).observe(document.body);
`;
