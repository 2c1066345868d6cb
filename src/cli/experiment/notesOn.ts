import { ignoredParams } from '../../engine/experiment/ignoredParams.js';
import { thinks } from '../estimate/thinks.js';
import type { ExperimentPlan } from './planExperiment.js';

/** What arms ask for and a model does not heed. */
export function notesOn({ arms, settings: { model, params } }: ExperimentPlan): readonly string[] {
  return arms.flatMap(({ name, params: own = {} }) => {
    const asked = own.model ?? model;
    return ignoredParams(asked, own, thinks(asked, own, params)).map((note) => `arm ${name}: ${note}`);
  });
}
