// Loaded before the program: whatever is written goes out seven bytes at a time, with a pause after each, so that a kill
// finds many a row half written.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const { writeSync } = fs;
const clock = process.hrtime.bigint;
fs.writeSync = (fd, data, ...rest) => {
  if (fd <= 2 || typeof data === 'string' || rest.length > 0) return writeSync(fd, data, ...rest);
  const written = writeSync(fd, data, 0, Math.min(7, data.length));
  for (const until = clock() + 20_000n; clock() < until; );
  return written;
};
syncBuiltinESMExports();
