// The kinds of panels on the board, as Grafana 10 and later want them. A panel has `width` and `height` until it is placed.

const PALETTE = { mode: 'palette-classic' };

/** Green from 0, yellow and red from where it says. */
export function limits(yellow, red) {
  const steps = [{ color: 'green', value: null }];
  if (yellow !== undefined) steps.push({ color: 'yellow', value: yellow });
  if (red !== undefined) steps.push({ color: 'red', value: red });
  return { mode: 'absolute', steps };
}

/** `expr` under a legend such as `{{route}}`. */
export const query = (expr, legendFormat) => ({ expr, legendFormat });

/** One number, as it is now, with the way it went. */
export function stat(title, unit, expr, { description, thresholds, decimals, instant = false } = {}) {
  return {
    type: 'stat',
    width: 3,
    height: 4,
    title,
    description,
    targets: [{ expr, legendFormat: title, instant, range: !instant }],
    fieldConfig: {
      defaults: {
        unit,
        decimals,
        min: 0,
        noValue: '-',
        color: thresholds ? { mode: 'thresholds' } : { mode: 'fixed', fixedColor: 'text' },
        thresholds: thresholds ?? limits(),
      },
      overrides: [],
    },
    options: {
      colorMode: 'value',
      graphMode: instant ? 'none' : 'area',
      justifyMode: 'auto',
      orientation: 'auto',
      textMode: 'value',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    },
  };
}

/** Lines over time; `colors` by legend, `stack` when they add up. */
export function lines(
  title,
  unit,
  queries,
  { description, stack = false, thresholds, colors = {}, max, width = 8 } = {},
) {
  return {
    type: 'timeseries',
    width,
    height: 8,
    title,
    description,
    targets: queries.map((one) => ({ ...one, instant: false, range: true })),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        max,
        noValue: 'none',
        color: PALETTE,
        thresholds: thresholds ?? limits(),
        custom: {
          drawStyle: 'line',
          lineWidth: 1,
          fillOpacity: stack ? 25 : 8,
          gradientMode: 'none',
          showPoints: 'never',
          spanNulls: false,
          stacking: { mode: stack ? 'normal' : 'none', group: 'A' },
          thresholdsStyle: { mode: thresholds ? 'dashed' : 'off' },
        },
      },
      overrides: Object.entries(colors).map(([name, fixedColor]) => ({
        matcher: { id: 'byName', options: name },
        properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
      })),
    },
    options: {
      legend: {
        displayMode: 'table',
        placement: 'bottom',
        calcs: ['mean', 'max', 'lastNotNull'],
        showLegend: true,
      },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

/** How many calls took how long, as colours over time. */
export function heatmap(title, unit, expr, { description } = {}) {
  return {
    type: 'heatmap',
    width: 8,
    height: 8,
    title,
    description,
    targets: [{ expr, legendFormat: '{{le}}', format: 'heatmap', instant: false, range: true }],
    fieldConfig: {
      defaults: { custom: { hideFrom: { legend: false, tooltip: false, viz: false } } },
      overrides: [],
    },
    options: {
      calculate: false,
      cellGap: 1,
      color: {
        mode: 'scheme',
        scheme: 'Oranges',
        fill: 'dark-orange',
        scale: 'exponential',
        exponent: 0.5,
        steps: 64,
      },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: 'auto' },
      tooltip: { mode: 'single', yHistogram: false },
      yAxis: { axisPlacement: 'left', unit },
    },
  };
}

/** One bar for each series, over the whole time that is shown. */
export function bars(title, unit, { expr, legendFormat }, { description } = {}) {
  return {
    type: 'bargauge',
    width: 8,
    height: 8,
    title,
    description,
    targets: [{ expr, legendFormat, instant: true, range: false }],
    fieldConfig: {
      defaults: { unit, min: 0, noValue: 'none', color: PALETTE, thresholds: limits() },
      overrides: [],
    },
    options: {
      displayMode: 'basic',
      orientation: 'horizontal',
      showUnfilled: true,
      valueMode: 'color',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    },
  };
}
