/** `rxprompt/testing`: what our own tests use, for yours. */
export { startSimulator } from '../simulator/startSimulator.js';
export { type FakeModel, type FakeModelOptions, fakeModel, type MarbleHelpers } from './fakeModel.js';
export { fakePrompt } from './fakePrompt.js';
export { fakeReply } from './fakeReply.js';
export { type MarbleTestHelpers, marbleRunner } from './marbleRunner.js';
