import type { Arm } from '../../src/engine/experiment/Arm.js';
import type { Message } from '../../src/types/Message.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Writable } from '../../src/types/plainly.js';

/** Stands on a prompt and survives `{ ...prompt }`, so that operators between may make new ones. */
const ARM: unique symbol = Symbol.for('rxprompt.arm');

type Armed = Prompt & { readonly [ARM]?: number };

/** The prompt as this arm asks it; as it is, when it is held out (-1). */
export function armed(prompt: Prompt, number: number, arm: Arm | undefined): Prompt {
  const asked: Writable<Prompt> & { [ARM]?: number } = {
    ...prompt,
    [ARM]: number,
  };
  if (arm?.params !== undefined) asked.params = { ...prompt.params, ...arm.params };
  if (arm?.system !== undefined && prompt.rejection === undefined)
    asked.messages = withSystem(prompt.messages, arm.system);
  return asked;
}

/** By which arm a prompt was asked; -1 for none, `undefined` for a prompt that never was here. */
export function armOf(prompt: Prompt): number | undefined {
  return (prompt as Armed)[ARM];
}

function withSystem(messages: readonly Message[], content: string): readonly Message[] {
  const rest = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  return [{ role: 'system', content }, ...rest];
}
