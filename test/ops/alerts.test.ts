import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../helpers/buildOnce.js';
import { hasPrometheus, NO_PROMETHEUS } from '../helpers/prometheusServer.js';
import { board, ops, rules } from './board.js';

const names = rules.map(({ alert }) => alert);

describe('the alerts', () => {
  it('should each have a test in which it speaks and one in which it is silent', () => {
    const cases = parse(ops('prometheus/rxprompt.rules.test.yml')).tests.flatMap(
      ({ alert_rule_test }: { alert_rule_test: readonly object[] }) => alert_rule_test,
    ) as readonly { readonly alertname: string; readonly exp_alerts: readonly object[] }[];
    const when = (speaks: boolean) =>
      new Set(
        cases.filter(({ exp_alerts }) => exp_alerts.length > 0 === speaks).map(({ alertname }) => alertname),
      );
    expect([...when(true)].sort()).toEqual([...names].sort());
    expect([...when(false)].sort()).toEqual([...names].sort());
  });

  it('should each say how bad it is and whom it concerns, and stand in ops/README.md', () => {
    const readme = ops('README.md');
    expect([...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(names);
    for (const { alert, labels, annotations } of rules) {
      expect(['warning', 'critical'], alert).toContain(labels.severity);
      expect(annotations.summary, alert).toContain('{{ $labels.job }}');
      expect(annotations.description, alert).not.toBe('');
    }
  });

  it('should send their reader to panels that exist', () => {
    const titles = board.panels.map(({ title }) => title);
    const table =
      ops('README.md')
        .match(/^\| `.*$/gm)
        ?.join('\n') ?? '';
    const named = [...table.matchAll(/\*([^*]+)\*/g)].map(([, title]) => title as string);
    expect(named.length).toBeGreaterThan(2);
    for (const title of named) expect(titles).toContain(title);
  });
});

describe.skipIf(!hasPrometheus)(`promtool${hasPrometheus ? '' : ` (${NO_PROMETHEUS})`}`, () => {
  const promtool = (...args: readonly string[]) =>
    execFileSync('promtool', args, { cwd: join(root, 'ops', 'prometheus'), encoding: 'utf8' });

  it('should find the rules and the configuration well formed', () => {
    expect(promtool('check', 'rules', 'rxprompt.rules.yml')).toContain(
      `SUCCESS: ${rules.length} rules found`,
    );
    expect(promtool('check', 'config', 'prometheus.yml')).toContain('is valid');
  });

  it('should see every alert speak when it should, and only then', () => {
    expect(promtool('test', 'rules', 'rxprompt.rules.test.yml')).toContain('SUCCESS');
  });
});
