import { type ConfigFile, type FieldPath, wordsOf } from './ConfigFile.js';
import { type Problem, problemError } from './Problem.js';

/** `$NAME` or `${NAME}` */
export const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/;
const WHOLE = new RegExp(`^${VARIABLE.source}$`);
const EACH = new RegExp(VARIABLE, 'g');

/** Fills in the variables of a file, and notes those that are not set. */
export class Expansion {
  private readonly file: ConfigFile;
  private readonly variables: Readonly<Record<string, string | undefined>>;
  private readonly problems: Problem[] = [];

  constructor(file: ConfigFile, variables: Readonly<Record<string, string | undefined>>) {
    this.file = file;
    this.variables = variables;
  }

  /** A text that is a variable and nothing else becomes its value; any other stays as it is. */
  whole(text: string, path: FieldPath): string {
    return text.replace(WHOLE, (_, bare, braced) => this.valueOf(bare ?? braced, path));
  }

  /** Every variable in a text becomes its value. */
  each(text: string, path: FieldPath): string {
    return text.replace(EACH, (_, bare, braced) => this.valueOf(bare ?? braced, path));
  }

  /** Throws when a variable was missing. */
  finish(): void {
    if (this.problems.length > 0) throw problemError(this.file.path, this.problems);
  }

  private valueOf(name: string, path: FieldPath): string {
    const value = this.variables[name]?.trim();
    if (value) return value;
    this.problems.push({
      message: `${wordsOf(path)}: the variable ${name} is not set; set it in the environment, or in a file that --env-file names`,
      ...this.file.placeOf(path),
    });
    return '';
  }
}
