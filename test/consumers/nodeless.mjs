// Runs a bundle without what Node has beyond browsers and workers; Node's own fetch asks for `global`.
const [, , file] = process.argv;
for (const name of ['process', 'Buffer', 'setImmediate', 'clearImmediate']) delete globalThis[name];
await import(`./${file}`);
