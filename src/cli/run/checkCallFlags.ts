import { ConfigError } from '../../errors/ConfigError.js';
import type { CallFlags, Typed } from './RunFlags.js';

/**
 * Refuses flags of calls that contradict each other, and those that were typed and would do nothing.
 *
 * @param readsStdin Whether the command reads its input there.
 */
export function checkCallFlags(flags: CallFlags, readsStdin: boolean, typed: Typed): void {
  const refuse = (when: boolean | undefined, message: string) => {
    if (when) throw new ConfigError(message);
  };
  const has = (value: unknown) => value !== undefined;

  refuse(
    has(flags.redis) && has(flags.cache) && flags.cache !== 'redis',
    `--cache ${flags.cache} and --redis contradict each other: leave one of them out`,
  );
  refuse(
    flags.cache === 'redis' && !has(flags.redis),
    '--cache redis needs to know where: add --redis redis://localhost:6379',
  );
  refuse(flags.cache === 'off' && typed('cacheTtl'), '--cache-ttl does nothing with --cache off');
  refuse(
    typed('limiter') && !has(flags.rpm) && !has(flags.tpm),
    '--limiter does nothing without a limit: add --rpm or --tpm',
  );
  for (const [name, flag] of [
    ['metricsHost', '--metrics-host'],
    ['metricsPrefix', '--metrics-prefix'],
  ] as const) {
    refuse(typed(name) && !has(flags.metricsPort), `${flag} needs --metrics-port`);
  }
  for (const [name, flag] of [
    ['maxRepairs', '--max-repairs'],
    ['jsonForm', '--json-form'],
  ] as const) {
    refuse(typed(name) && !has(flags.schema), `${flag} does nothing without --schema`);
  }
  refuse(
    flags.codec === 'prompt' && has(flags.jsonForm) && flags.jsonForm !== 'prompt',
    `--json-form ${flags.jsonForm} and --codec prompt: that form knows words alone`,
  );
  refuse(typed('replyField') && flags.codec !== 'prompt', '--reply-field needs --codec prompt');
  refuse(
    (flags.codec === 'prompt' || flags.routes?.some(({ codec }) => codec === 'prompt')) && flags.stream,
    '--stream and --codec prompt: the prompt form cannot stream',
  );
  refuse(
    flags.codec === 'prompt' && !has(flags.baseUrl) && !has(flags.routes),
    '--codec prompt needs --base-url: neither DeepSeek nor OpenAI serves that form',
  );
  refuse(
    flags.apiKeyFile === '-' && readsStdin,
    '--api-key-file - and prompts on stdin: stdin can hold only one of them',
  );
  refuse(has(flags.auditMeta) && !has(flags.auditLog), '--audit-meta needs --audit-log');
  refuse(
    flags.auditMeta?.some((word) => word === '' || word.startsWith('=')),
    '--audit-meta without a name: give NAME, a field of each row, or NAME=VALUE',
  );
  refuse(flags.auditLog === '-', '--audit-log - : stdout is for answers; name a file');
}
