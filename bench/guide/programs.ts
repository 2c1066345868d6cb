import { asyncio } from './asyncio.js';
import { basicLoop } from './basicLoop.js';
import { ours } from './ours.js';
import type { Program } from './Program.js';

/** The guide's two programs, and ours. */
export const programs: Readonly<Record<string, Program>> = {
  'basic loop': basicLoop,
  asyncio,
  rxprompt: ours,
};
