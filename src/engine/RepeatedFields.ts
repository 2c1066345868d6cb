import { jsonOrNull } from './jsonOrNull.js';

/**
 * The JSON of some fields that hardly differ from object to object, such as who answered: it is written again only
 * when one of them has changed. `names` maps each property to its name in the JSON.
 */
export class RepeatedFields<T extends object> {
  readonly #properties: readonly (keyof T)[];
  readonly #names: readonly string[];
  #values: readonly unknown[] | undefined;
  #json = '';

  constructor(names: Readonly<Partial<Record<keyof T, string>>>) {
    this.#properties = Object.keys(names) as (keyof T)[];
    this.#names = Object.values(names);
  }

  /** `"name":value,...`, without braces. */
  of(object: T): string {
    const properties = this.#properties;
    const values = this.#values;
    if (values === undefined) return this.#write(object);
    for (let index = 0; index < properties.length; index++) {
      if (object[properties[index] as keyof T] !== values[index]) return this.#write(object);
    }
    return this.#json;
  }

  #write(object: T): string {
    const values = this.#properties.map((property) => object[property]);
    this.#values = values;
    this.#json = this.#names
      .map((name, index) => `${JSON.stringify(name)}:${jsonOrNull(values[index])}`)
      .join();
    return this.#json;
  }
}
