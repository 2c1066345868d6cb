/** All commands, as help and documents list them. They stand apart, so that whoever asks for a name loads no command. */
export const COMMAND_NAMES = [
  'run',
  'estimate',
  'retry',
  'report',
  'chat',
  'summarize',
  'experiment',
  'simulate',
  'config',
  'demo',
] as const;
