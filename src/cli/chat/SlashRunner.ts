import { ConfigError } from '../../errors/ConfigError.js';
import { nearestWord } from '../../text/nearestWord.js';
import type { Chat } from './Chat.js';
import { spentText } from './Spending.js';
import { type Slashed, type SlashName, slashHelp, unknownSlashed } from './slashCommands.js';
import { turnsText } from './turnsText.js';

/** What a command has to do with besides the dialog. */
export interface SlashMeans {
  /** The models that the server says it has. */
  readonly models: () => Promise<readonly string[]>;
  /** Shows what was asked for, on stderr. */
  readonly show: (text: string) => void;
}

/** Takes commands. */
export class SlashRunner {
  readonly #chat: Chat;
  readonly #means: SlashMeans;
  /** What was refused because it would lose the dialog; said again, it is done. */
  #refused: string | undefined;

  constructor(chat: Chat, means: SlashMeans) {
    this.#chat = chat;
    this.#means = means;
  }

  /**
   * Does what it says; true when that is to leave.
   *
   * @throws ConfigError for what cannot be; nothing has changed then.
   */
  async run({ word, name, rest }: Slashed): Promise<boolean> {
    if (name === undefined) throw new ConfigError(unknownSlashed(word));
    if (name === 'exit') return true;
    const refused = this.#refused;
    this.#refused = undefined;
    await this.#does[name](rest, refused);
    return false;
  }

  readonly #does: Readonly<
    Record<Exclude<SlashName, 'exit'>, (rest: string, refused: string | undefined) => unknown>
  > = {
    help: () => this.#means.show(slashHelp()),
    save: (name) => this.#save(name),
    load: (name, refused) => this.#load(name, refused),
    reset: () => this.#reset(),
    system: (text) => this.#system(text),
    model: (name) => this.#model(name),
    cost: () => this.#cost(),
  };

  #save(name: string): void {
    const { session } = this.#chat.parts;
    const to = name || session.name;
    if (to === undefined) throw new ConfigError('it has no name yet: /save NAME');
    session.saveAs(to, this.#chat.kept);
    this.#chat.saved();
    this.#tell(`saved as ${session.folder.pathOf(to)}${name ? '; from now on after each turn' : ''}`);
  }

  #load(name: string, refused: string | undefined): void {
    const { session, dialog, isTerminal } = this.#chat.parts;
    const { folder } = session;
    if (name === '') {
      const names = folder.names();
      this.#means.show(names.length === 0 ? `no session is saved in ${folder.path}` : names.join('\n'));
      return;
    }
    // Looked for before anything is lost.
    const kept = folder.find(name);
    if (kept === undefined) throw folder.missing(name);
    if (isTerminal && session.name === undefined && dialog.turns > 0 && refused !== name) {
      this.#refused = name;
      throw new ConfigError(
        `this dialog is not saved: /save NAME keeps it, and /load ${name} once more drops it`,
      );
    }
    session.open(name);
    this.#chat.goOn(name, kept);
  }

  #reset(): void {
    const { dialog, session } = this.#chat.parts;
    dialog.reset();
    this.#chat.save();
    this.#tell(`all is forgotten${session.name === undefined ? '' : `, in session ${session.name} too`}`);
  }

  #system(text: string): void {
    const { dialog } = this.#chat.parts;
    if (text === '') {
      this.#means.show(dialog.system ?? 'there is no system message: /system TEXT sets one');
      return;
    }
    dialog.system = text === 'off' ? null : this.#chat.clean(text);
    this.#chat.save();
    this.#tell(text === 'off' ? 'no system message from now on' : 'that is the system message from now on');
  }

  async #model(name: string): Promise<void> {
    const models = await this.#means.models();
    if (name === '') {
      const now = this.#chat.model ?? "the server's own";
      const others = models.length === 0 ? 'the server does not say which it has' : models.join(', ');
      this.#means.show(`${now}; there are: ${others}`);
      return;
    }
    if (/\s/.test(name)) throw new ConfigError('a model has a name without spaces: /model NAME');
    this.#chat.model = name;
    this.#chat.save();
    const hint =
      models.length === 0 || models.includes(name)
        ? ''
        : `; the server has none of that name: did you mean ${nearestWord(name, models)}?`;
    this.#tell(`${name} answers from now on${hint}`);
  }

  #cost(): void {
    const { spending, dialog } = this.#chat.parts;
    const { dropped } = dialog.toJSON();
    this.#means.show(
      [
        `last turn    ${spentText(this.#chat.last)}`,
        `this dialog  ${spentText(spending.spent)}`,
        `context      ${turnsText(dialog.turns)}${dropped > 0 ? `; ${dropped} before them are gone` : ''}`,
      ].join('\n'),
    );
  }

  #tell(message: string): void {
    this.#chat.parts.plan.tell(message);
  }
}
