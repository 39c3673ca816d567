/**
 * `npm run bench [-- PART...]`: measures beside peers, which it installs apart. A whole run writes test/bench/ and the
 * curves' words in the README; some PARTs alone are only printed. Nothing in the tests depends on the figures.
 */
import { bench } from './bench/command.js';

process.exitCode = await bench(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  problem: (text) => process.stderr.write(text),
});
