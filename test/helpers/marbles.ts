import { expect } from 'vitest';
import { marbleRunner } from '../../src/testing/marbleRunner.js';

/** Runs a marble test in virtual time; pass `scheduler` to whatever takes one. */
export const marbles = marbleRunner((actual, expected) => expect(actual).toEqual(expected));
