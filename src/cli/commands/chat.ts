import { Command, Option } from 'commander';
import { type ChatFlags, takesRunFlag } from '../chat/ChatFlags.js';
import { withConfig } from '../config/withConfig.js';
import { numberFlag } from '../numberFlag.js';
import { addRunFlags } from './addRunFlags.js';

/** `rxprompt chat`. */
export function chatCommand(): Command {
  const command = new Command('chat')
    .summary('a dialog in the terminal, streaming')
    .description(
      'Talks with a model. What you type is sent with what was said before, and the answer is shown as it comes. ' +
        'Where stdin is no terminal, each line is a turn. Answers go to stdout, all else to stderr.',
    )
    .action(async (flags: ChatFlags) => {
      const { runChat } = await import('../chat/runChat.js');
      process.exitCode = await runChat(flags, (name) => command.getOptionValueSource(name) === 'cli');
    });
  command.optionsGroup('The dialog:');
  for (const option of [
    new Option('--session <NAME>', 'go on with this dialog, or begin it; it is saved after each turn'),
    new Option(
      '--context-tokens <N>',
      'when the dialog is longer than about so many tokens, its oldest turns go, down to half of it (default: 64000)',
    ).argParser(numberFlag({ min: 256, integer: true })),
    new Option(
      '--when-full <WAY>',
      'what becomes of turns that go: they are dropped, or summarized by a call',
    )
      .choices(['drop', 'summarize'])
      .default('drop'),
    new Option('--hide-thinking', 'do not show what the model thinks before it answers'),
  ])
    command.addOption(option);
  addRunFlags(command, takesRunFlag);
  withConfig(command);
  return command.addHelpText('after', `\n${KEYS}\n\n${EXAMPLES}`);
}

const KEYS = `While it runs:
  Enter                sends; a line that ends with \\ goes on, and so does all from """ to """
  Alt-Enter            a new line; a paste of several lines is one message
  Esc, Ctrl-C          stop the answer; what was asked is forgotten, the dialog stays
  Ctrl-D, twice Ctrl-C leave
  /help                the commands: /save /load /reset /system /model /cost /exit`;

const EXAMPLES = `Examples:
  rxprompt chat
  rxprompt chat --session holiday --system "You know every train."
  rxprompt chat --model deepseek-v4-pro --thinking on --max-cost 0.50
  printf 'Who was Ada Lovelace?\\nAnd her mother?\\n' | rxprompt chat --quiet

Sessions are files in $XDG_STATE_HOME/rxprompt/chat, or ~/.local/state/rxprompt/chat. No answer is
reused unless --cache says so.
Exit codes: 0 ended by you, or every line answered; 1 fatal, 2 usage, 3 a line of a pipe was not answered,
4 stopped at --max-cost, 5 no working key or balance, 130 Ctrl-C, 143 SIGTERM, 141 the reader of stdout went away.`;
