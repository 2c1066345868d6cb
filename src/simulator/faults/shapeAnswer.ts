import type { ReadyAnswer } from '../ReadyAnswer.js';
import type { SimulatorFaults } from '../SimulatorFaults.js';
import { type ChatJson, jsonOf, pieceOf } from './chunks.js';

/** Whether any of the four ways of other servers is asked for. */
export function isShaped({ roleOn, usageOn, omitDone, cutAsStop }: SimulatorFaults): boolean {
  return roleOn !== 'first' || usageOn !== 'finish' || omitDone || cutAsStop;
}

/** The answer as another server of the same API would form it. */
export function shapeAnswer<A extends ReadyAnswer>(
  answer: A,
  faults: SimulatorFaults,
  includeUsage: boolean,
): A {
  const { stream } = answer;
  const bodies = answer.pieces.map(jsonOf).filter((json): json is ChatJson => json?.choices !== undefined);
  if (bodies.length === 0) return answer;
  for (const body of bodies) shapeRole(body, faults);
  for (const { choices } of bodies) {
    const [choice] = choices ?? [];
    if (faults.cutAsStop && choice?.finish_reason === 'length') choice.finish_reason = 'stop';
  }
  const shaped = placeUsage(bodies, faults.usageOn, stream, includeUsage);
  const pieces = shaped.map((body) => pieceOf(body, stream));
  if (stream && !faults.omitDone) pieces.push('data: [DONE]\n\n');
  return { ...answer, pieces };
}

function shapeRole({ choices }: ChatJson, { roleOn }: SimulatorFaults): void {
  const [choice] = choices ?? [];
  const message = choice?.delta ?? choice?.message;
  if (message === undefined) return;
  if (roleOn === 'none') delete message.role;
  if (roleOn === 'everyChunk') message.role = 'assistant';
  if (roleOn === 'nullContent' && message.role !== undefined && message.content === '')
    message.content = null;
}

/** The chunks with the usage where it is wanted; of a whole answer it can only be left out. */
function placeUsage(
  bodies: readonly ChatJson[],
  usageOn: SimulatorFaults['usageOn'],
  stream: boolean,
  includeUsage: boolean,
): readonly ChatJson[] {
  if (usageOn === 'finish') return bodies;
  const last = bodies.at(-1) as ChatJson;
  const { usage } = last;
  if (!stream) {
    if (usageOn === 'none') delete last.usage;
    return bodies;
  }
  if (usageOn === 'everyChunk') {
    for (const body of bodies) body.usage = usage;
    return bodies;
  }
  for (const body of bodies) delete body.usage;
  if (usageOn === 'lastContent') (bodies.at(-2) ?? last).usage = usage;
  if (usageOn === 'ownChunk' || (usageOn === 'asked' && includeUsage)) {
    return [...bodies, { ...last, choices: [], usage }];
  }
  return bodies;
}
