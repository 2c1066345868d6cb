// The frame of a dashboard: its variables, and where its panels stand. For Grafana 10 and later.

const datasource = { type: 'prometheus', uid: `\${datasource}` };
const COLUMNS = 24;

/** A variable whose values are those of a label. */
export function labelVariable(name, series) {
  const values = `label_values(${series}, ${name})`;
  return {
    type: 'query',
    name,
    label: name,
    datasource,
    definition: values,
    query: { query: values, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
    options: [],
    regex: '',
    hide: 0,
    skipUrlSync: false,
  };
}

const datasourceVariable = {
  type: 'datasource',
  name: 'datasource',
  label: 'data source',
  query: 'prometheus',
  current: {},
  options: [],
  regex: '',
  refresh: 1,
  multi: false,
  includeAll: false,
  hide: 0,
  skipUrlSync: false,
};

/** Panels from left to right, from top to bottom, under the titles of their rows. */
function place(rows) {
  const panels = [];
  const add = (panel, gridPos) => panels.push({ id: panels.length + 1, ...panel, gridPos });
  let y = 0;
  for (const [title, of] of Object.entries(rows)) {
    add({ type: 'row', title, collapsed: false, panels: [] }, { x: 0, y, w: COLUMNS, h: 1 });
    y++;
    let x = 0;
    let height = 0;
    for (const { width, height: h, targets, ...panel } of of) {
      if (x + width > COLUMNS) {
        x = 0;
        y += height;
        height = 0;
      }
      const asked = targets.map((target, index) => ({
        refId: String.fromCharCode(65 + index),
        datasource,
        editorMode: 'code',
        ...target,
      }));
      add({ datasource, ...panel, targets: asked }, { x, y, w: width, h });
      x += width;
      height = Math.max(height, h);
    }
    y += height;
  }
  return panels;
}

/** The dashboard, ready to be imported or provisioned. */
export function dashboard({ uid, title, description, tags, variables, rows }) {
  return {
    id: null,
    uid,
    title,
    description,
    tags,
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    fiscalYearStartMonth: 0,
    timezone: 'browser',
    weekStart: '',
    time: { from: 'now-1h', to: 'now' },
    timepicker: {},
    refresh: '10s',
    liveNow: false,
    links: [],
    annotations: { list: [] },
    templating: { list: [datasourceVariable, ...variables] },
    panels: place(rows),
  };
}
