import { Command, Option } from 'commander';
import { isMetricPrefix } from '../../telemetry/isMetricPrefix.js';
import { JSON_FORMS } from '../../text/json/jsonForms.js';
import { concurrencyFlag } from '../concurrencyFlag.js';
import { withConfig } from '../config/withConfig.js';
import { durationFlag } from '../durationFlag.js';
import { listFlag } from '../listFlag.js';
import { numberFlag } from '../numberFlag.js';
import { parsedFlag } from '../parsedFlag.js';
import type { RunFlags } from '../run/RunFlags.js';

const count = numberFlag({ min: 1, integer: true });
const whole = numberFlag({ integer: true });
const rate = numberFlag({ exclusive: true });

/** `rxprompt run`. What it needs is loaded when it runs, so that the help is there at once. */
export function runCommand(): Command {
  const command = new Command('run')
    .summary('prompts in, answers out (the default command)')
    .description(
      'Puts prompts through an LLM API and writes one row for each, in order of completion.\n' +
        'FILE is one prompt a line, JSONL, CSV or TSV; without it, or with -, prompts come from stdin.',
    )
    .argument('[FILE]', 'prompts; - is stdin')
    .action(async (file: string | undefined, flags: RunFlags) => {
      const { isBare } = await import('../isBare.js');
      if (isBare(file, process.argv.slice(2))) {
        (command.parent ?? command).outputHelp({ error: true });
        process.exitCode = 2;
        return;
      }
      const { checkWords } = await import('../run/checkWords.js');
      checkWords(command.args);
      const { runPrompts } = await import('../run/runPrompts.js');
      process.exitCode = await runPrompts(
        file,
        flags,
        (name) => command.getOptionValueSource(name) === 'cli',
      );
    });

  const group = (heading: string, ...options: Option[]) => {
    command.optionsGroup(heading);
    for (const option of options) command.addOption(option);
  };
  const option = (flags: string, text: string) => new Option(flags, text);

  group(
    'Input and output:',
    option('-o, --output <FILE>', 'where the rows go; - is stdout').default('-'),
    option(
      '--input-format <FORMAT>',
      'how prompts are written; auto: told from the first line, or from the ending .csv or .tsv',
    )
      .choices(['auto', 'lines', 'strings', 'prompts', 'messages', 'batch', 'csv', 'tsv'])
      .default('auto'),
    option(
      '--template <FILE|TEXT>',
      'what to ask of each row: a text with {{field}} in it, or {system, user} in a file of YAML or JSON',
    ),
    option(
      '--output-format <FORMAT>',
      "flat: a JSON row for each prompt; batch: in the form of OpenAI's batch output; text: the texts of the answers " +
        '(default: flat, or batch for batch lines)',
    ).choices(['flat', 'batch', 'text']),
    option('--errors <FILE>', 'failures go to this file instead'),
    option('--ordered', 'rows in the order of the input'),
    option('--durable', 'a row counts once it would survive a power cut'),
    option('--fresh', 'start over, and replace an output that exists'),
    option('--limit <N>', 'only the first N prompts').argParser(count),
    option('--dry-run', 'read and check the input, show the settings, send nothing'),
  );
  group(
    'The question:',
    option('--model <NAME>', 'which model answers (default: "deepseek-flash")'),
    option('--system <TEXT>', 'system message of every prompt that has none'),
    option('--temperature <T>', '0 to 2').argParser(numberFlag({ max: 2 })),
    option('--top-p <P>', '0 to 1').argParser(numberFlag({ max: 1 })),
    option('--max-tokens <N>', 'longest answer').argParser(count),
    option('--thinking <SWITCH>', 'reason before answering').choices(['on', 'off']),
    option('--reasoning-effort <LEVEL>', 'in the words of the model, such as low or high'),
    option('--stream', 'ask for streams: rows get ttft_ms, the time to the first token'),
  );
  group(
    'JSON answers:',
    option('--schema <FILE>', 'a JSON Schema that answers must fit: rows get what they say as json'),
    option('--max-repairs <N>', 'further answers to ask for when one does not fit (default: 2)').argParser(
      whole,
    ),
    option(
      '--json-form <FORM>',
      'how the provider is told: response_format json_object, json_schema, a strict tool call, or words alone ' +
        '(default: json-mode)',
    ).choices(JSON_FORMS),
  );
  group(
    'Where to ask:',
    option('--base-url <URL>', 'API to ask; repeat it for further ones to fail over to, in order').argParser(
      listFlag,
    ),
    option('--codec <NAME>', 'openai-chat, or prompt: POST {"prompt": ...}')
      .choices(['openai-chat', 'prompt'])
      .default('openai-chat'),
    option(
      '--reply-field <PATH>',
      'where the answer stands, with --codec prompt; repeatable (default: summary, reply)',
    ).argParser(listFlag),
    option('--http2', 'speak HTTP/2'),
    option('--env-file <FILE>', 'read variables such as DEEPSEEK_API_KEY; repeatable').argParser(listFlag),
    option('--api-key-file <FILE>', 'read the key; - is stdin'),
  );
  group(
    'How fast, how often:',
    option('--concurrency <N>', 'requests at once; auto: as many as each route turns out to carry')
      .argParser(concurrencyFlag)
      .default('auto'),
    option('--rpm <N>', 'at most N requests a minute').argParser(rate),
    option('--tpm <N>', 'at most N tokens a minute').argParser(rate),
    option('--limiter <KIND>', 'how --rpm and --tpm are kept (default: "gcra")').choices([
      'gcra',
      'sliding-window',
    ]),
    option('--max-retries <N>', 'further tries after the first (default: 4)').argParser(whole),
    option('--timeout <TIME>', 'for an attempt; 5 or 5s, 500ms, 10m (default: 10m)').argParser(durationFlag),
    option(
      '--total-timeout <TIME>',
      'for a prompt with all its attempts and waits (default: none)',
    ).argParser(durationFlag),
    option(
      '--hedge',
      'a second call for a prompt whose answer is later than 95 of 100 are, of at most 5 in 100; the first to answer counts ' +
        '(earlier told with --stream)',
    ),
    option(
      '--circuit-breaker <SWITCH>',
      'leave a route that fails time and again, and ask it now and then whether it is back (default: "on")',
    ).choices(['on', 'off']),
    option(
      '--when-down <WAY>',
      'prompts while no route answers that has answered before: wait, or fail after their retries (default: "wait")',
    ).choices(['wait', 'fail']),
    option('--preset <NAME>', 'guide: 3 tries, 4 to 10 s between them, 5 s for each').choices(['guide']),
    option('--drain-timeout <TIME>', 'after SIGTERM, to finish what is under way')
      .argParser(durationFlag)
      .default(25_000, '25s'),
  );
  group(
    'Money:',
    option(
      '--max-cost <USD>',
      'never spend more; what a call may cost is set aside before it is made',
    ).argParser(numberFlag({ exclusive: true, max: 9_000_000 })),
    option('--prices <FILE>', 'prices of further models, or newer ones: YAML or JSON'),
  );
  group(
    'Reuse and privacy:',
    option('--cache <KIND>', 'answers of equal prompts are reused (default: "memory")').choices([
      'memory',
      'off',
      'redis',
    ]),
    option('--redis <URL>', 'share answers through Redis, behind the memory'),
    option('--cache-ttl <SECONDS>', 'how long an answer is good (default: 3600)').argParser(
      numberFlag({ exclusive: true, max: 1e9 }),
    ),
    option(
      '--sanitize <KINDS>',
      'personal data taken out of prompts: all, default, none, or email,ssn,...',
    ).default('default'),
  );
  group(
    'What it tells:',
    option('--audit-log <FILE>', 'append a JSON line for every prompt'),
    option(
      '--audit-meta <NAME[=VALUE]>',
      'metadata in it: a field of each row, or a value for all; repeatable',
    ).argParser(listFlag),
    option('--metrics-port [PORT]', 'serve /metrics for Prometheus (port: 8000)')
      .argParser(numberFlag({ max: 65_535, integer: true }))
      .preset(8_000),
    option('--metrics-host <HOST>', 'address to serve them at (default: "127.0.0.1")'),
    option('--metrics-prefix <NAME>', 'before requests_total and request_latency_seconds').argParser(
      parsedFlag('letters, digits and _, such as llm', (text) => (isMetricPrefix(text) ? text : undefined)),
    ),
    option('--quiet', 'only warnings and errors on stderr'),
    option('--json', 'the summary as one line of JSON, on stderr'),
    option('--summary <FILE>', 'write the summary as JSON'),
  );
  withConfig(command);
  command.addHelpText('after', `\n${KEYS}\n\n${EXAMPLES}`);
  return command;
}

const KEYS = `Keys are never flags. DEEPSEEK_API_KEY means api.deepseek.com; else OPENAI_API_KEY means
OPENAI_BASE_URL, or api.openai.com. --base-url wins over both, with whichever key is set.
A loopback address needs no key.

Every flag may stand in rxprompt.config.yaml (see rxprompt config --help), or in the environment:
RXPROMPT_MAX_RETRIES=2 means --max-retries 2. Flags win over the environment, and that over the file;
--no-stream and the like take back what they say.`;

const EXAMPLES = `Examples:
  rxprompt prompts.txt -o answers.jsonl
  cat prompts.jsonl | rxprompt --output-format text
  rxprompt run prompts.txt --model deepseek-v4-pro --thinking on --rpm 600 -o answers.jsonl
  rxprompt run prompts.txt --base-url https://one.example/v1 --base-url https://two.example/v1

Exit codes: 0 all rows ok, 1 fatal, 2 usage, 3 some rows failed, 4 stopped at --max-cost,
5 no working key or balance, 130 Ctrl-C, 143 SIGTERM, 141 the reader of stdout went away.`;
