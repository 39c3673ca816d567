/** `npm run errata -- FILE`: judges Docker recordings by a published description, and says what it rejects and why. */
import { errata } from './errata/command.js';

process.exitCode = await errata(process.argv.slice(2), {
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  problem: (text) => process.stderr.write(text),
});
