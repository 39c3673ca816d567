// Runs a bundle without `process`; of what else Node has beyond browsers its own fetch needs a part.
const [, , file] = process.argv;
new Request('http://localhost');
delete globalThis.process;
await import(`./${file}`);
