// Simulators in a process of their own: gets their options by message, answers with their URLs, ends with its parent.
import { startSimulator } from 'rxprompt/testing';

process.once('message', async (options) => {
  const simulators = await Promise.all(options.map((each) => startSimulator(each)));
  process.send(simulators.map(({ url }) => url));
});
process.on('disconnect', () => process.exit(0));
