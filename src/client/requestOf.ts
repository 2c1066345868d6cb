import { CallError } from '../errors/CallError.js';
import type { Prompt } from '../types/Prompt.js';
import type { Quote } from '../types/Purse.js';
import type { RouteContext } from './RouteContext.js';

/** The name that goes into metrics when nobody named a model. */
const unnamed = 'unknown';

/** The model that a prompt asks for, before the route's map of names. */
export function modelOf(prompt: Prompt, { defaults }: RouteContext): string {
  return prompt.params?.model ?? defaults?.model ?? unnamed;
}

/** The name under which the route serves `model`. */
export function servedModel(model: string, { models }: RouteContext): string {
  return Object.hasOwn(models, model) ? (models[model] as string) : model;
}

/** What a call of `prompt` may cost. Throws a `CallError` when nobody knows. */
export function quoteOf(prompt: Prompt, route: RouteContext): Quote {
  const model = modelOf(prompt, route);
  return route.quoter.quote(prompt, route.defaults, servedModel(model, route), model);
}

/** The body of the request. Throws a `CallError` for a prompt that is none. */
export function requestOf(prompt: Prompt, model: string, route: RouteContext, stream: boolean): string {
  const { rejection } = prompt;
  if (rejection !== undefined) throw new CallError(rejection.message, { code: rejection.code, attempts: 0 });
  const served = servedModel(model, route);
  const asked = served === model ? prompt : { ...prompt, params: { ...prompt.params, model: served } };
  try {
    return route.codec.encode(asked, route.defaults, stream);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CallError(`the prompt cannot be written as a request: ${why}`, {
      code: 'bad_input',
      attempts: 0,
      cause,
    });
  }
}
