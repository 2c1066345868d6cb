import type { Observer } from 'rxjs';
import { type Link, Stage } from '../stage/Stage.js';
import type { Prompt } from '../types/Prompt.js';
import type { RouteContext } from './RouteContext.js';

type CallType<T> = new (route: RouteContext, prompt: Prompt, destination: Observer<T>) => Link;

/** What a route emits for a prompt: one request for each subscription. */
export class RouteCall<T> extends Stage<T> {
  readonly #CallOf: CallType<T>;
  readonly #route: RouteContext;
  readonly #prompt: Prompt;

  constructor(CallOf: CallType<T>, route: RouteContext, prompt: Prompt) {
    super();
    this.#CallOf = CallOf;
    this.#route = route;
    this.#prompt = prompt;
  }

  link(destination: Observer<T>): Link {
    return new this.#CallOf(this.#route, this.#prompt, destination);
  }
}
