// A mock of Prism's, asked once for all images, once at what it does not know.
import { spawn } from 'node:child_process';

const prism = spawn('node_modules/.bin/prism', ['mock', '-p', '0', process.argv[2]]);
let said = '';
const at = await new Promise((resolve) => {
  prism.stdout.on('data', (text) => {
    said += text;
    const found = /listening on (\S+)/.exec(said);
    if (found) resolve(found[1]);
  });
});
const response = await fetch(`${at}/images/json?all=1`);
const [image] = await response.json();
const elsewhere = await fetch(`${at}/nope`);
console.log([response.status, response.headers.get('api-version'), image.RepoTags, elsewhere.status].join());
prism.kill();
