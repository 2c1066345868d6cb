import { RxpromptError } from './RxpromptError.js';

/** The caller asked for something that cannot be; the message names the field and the remedy. */
export class ConfigError extends RxpromptError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'bad_config', cause });
  }
}
