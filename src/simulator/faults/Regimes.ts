import { changeFaults, type SimulatorFaults, type SimulatorFaultsInput } from '../SimulatorFaults.js';
import { createGates, createLayer, type Layer, matches } from './Layer.js';
import { noFaults } from './noFaults.js';
import { Regime } from './Regime.js';
import { requestFacts } from './requestFacts.js';

const maxCached = 1_000;

/** The faults in force: a ground that can be set, and the layers of a plan over it. */
export class Regimes {
  readonly #gates = createGates();
  #ground: Layer;
  #set: SimulatorFaults;
  #layers: readonly Layer[] = [];
  #general: Regime;
  #hasConditions = false;
  #needsBody = false;
  /** By which of the layers match. */
  readonly #cached = new Map<string, Regime>();

  /** @throws {ConfigError} naming the field. */
  constructor(faults: SimulatorFaultsInput) {
    this.#set = changeFaults(noFaults, faults);
    this.#ground = createLayer(this.#set, null);
    this.#general = this.#build([]);
  }

  /** For requests that no condition matches. */
  get general(): Regime {
    return this.#general;
  }

  /** What was set, without the plan. */
  get ground(): SimulatorFaults {
    return this.#set;
  }

  /** @throws {ConfigError} naming the field; then all is as before. */
  change(change: SimulatorFaultsInput): void {
    const before = { set: this.#set, ground: this.#ground };
    this.#set = changeFaults(this.#set, change);
    // `next` is asked for once: another change does not begin it again.
    this.#ground = {
      ...createLayer(this.#set, null),
      script: change.next ? [...change.next] : this.#ground.script,
    };
    try {
      this.#renew();
    } catch (error) {
      this.#set = before.set;
      this.#ground = before.ground;
      this.#renew();
      throw error;
    }
  }

  /** The layers of a plan that hold now, the last one on top. */
  lay(layers: readonly Layer[]): void {
    this.#layers = layers;
    this.#renew();
  }

  /** For a request with that body. */
  of(path: string, body: string): Regime {
    if (!this.#hasConditions) return this.#general;
    const facts = requestFacts(path, this.#needsBody ? body : '');
    const holding = this.#layers.filter(({ where }) => where === null || matches(where, facts));
    const key = this.#layers.map((layer) => (holding.includes(layer) ? '1' : '0')).join('');
    const known = this.#cached.get(key);
    if (known !== undefined) return known;
    const regime = this.#build(holding);
    if (this.#cached.size < maxCached) this.#cached.set(key, regime);
    return regime;
  }

  #renew(): void {
    this.#cached.clear();
    this.#general = this.#build(this.#layers.filter(({ where }) => where === null));
    const conditions = this.#layers.flatMap(({ where }) => where ?? []);
    this.#hasConditions = conditions.length > 0;
    this.#needsBody = conditions.some(
      ({ model, stream, userId }) => model !== undefined || stream !== undefined || userId !== undefined,
    );
  }

  #build(layers: readonly Layer[]): Regime {
    return new Regime(this.#set, this.#gates, [this.#ground, ...layers]);
  }
}
