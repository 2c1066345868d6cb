import { type Simulator, startSimulator } from '../../simulator/startSimulator.js';

/** Two regions of a service. */
export interface Regions {
  readonly east: Simulator;
  readonly west: Simulator;
  close(): Promise<void>;
}

/** As quick as a small model on a good day. */
const PACE = { firstTokenMs: 150, firstTokenSigma: 0.4, perTokenMs: 2, perTokenSigma: 0.3 };

/** Starts two simulators: one that fails for every third request or so, and one that fails less. */
export async function startRegions(): Promise<Regions> {
  const east = await startSimulator({
    seed: 1,
    faults: {
      ...PACE,
      status429Rate: 0.12,
      status503Rate: 0.1,
      resetBeforeAnswerRate: 0.06,
      resetMidAnswerRate: 0.04,
    },
  });
  const west = await startSimulator({ seed: 2, faults: { ...PACE, status429Rate: 0.12 } });
  return {
    east,
    west,
    close: async () => {
      await Promise.all([east.close(), west.close()]);
    },
  };
}
