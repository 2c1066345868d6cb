import { ConfigError } from '../../errors/ConfigError.js';
import type { RunFlags } from './RunFlags.js';

/** Refuses flags that contradict each other, or that would do nothing. */
export function checkFlags(flags: RunFlags, file: string | undefined): void {
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
  refuse(flags.cache === 'off' && has(flags.cacheTtl), '--cache-ttl does nothing with --cache off');
  refuse(
    has(flags.limiter) && !has(flags.rpm) && !has(flags.tpm),
    '--limiter does nothing without a limit: add --rpm or --tpm',
  );
  refuse(has(flags.metricsHost) && !has(flags.metricsPort), '--metrics-host needs --metrics-port');
  refuse(has(flags.replyField) && flags.codec !== 'prompt', '--reply-field needs --codec prompt');
  refuse(
    flags.codec === 'prompt' && flags.stream,
    '--stream and --codec prompt: the prompt form cannot stream',
  );
  refuse(
    flags.codec === 'prompt' && !has(flags.baseUrl),
    '--codec prompt needs --base-url: neither DeepSeek nor OpenAI serves that form',
  );
  refuse(
    flags.apiKeyFile === '-' && (file === undefined || file === '-'),
    '--api-key-file - and prompts on stdin: stdin can hold only one of them',
  );
  refuse(
    flags.summary !== undefined && flags.summary === flags.auditLog,
    '--summary and --audit-log name the same file',
  );
  refuse(flags.summary === '-', '--summary - : stdout is for answers; --json prints the summary on stderr');
  refuse(flags.auditLog === '-', '--audit-log - : stdout is for answers; name a file');
}
