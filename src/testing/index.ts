/** `rxprompt/testing`: what our own tests use, for yours. */
export { startSimulator } from '../simulator/startSimulator.js';
export { cacheStoreContract, type OpenStore } from './contract/cacheStoreContract.js';
export { limiterContract } from './contract/limiterContract.js';
export type { Requirement } from './contract/Requirement.js';
export { type OpenSink, sinkContract } from './contract/sinkContract.js';
export { type FakeModel, type FakeModelOptions, fakeModel, type MarbleHelpers } from './fakeModel.js';
export { fakePrompt } from './fakePrompt.js';
export { fakeReply } from './fakeReply.js';
export { type MarbleTestHelpers, marbleRunner } from './marbleRunner.js';
