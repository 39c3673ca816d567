/** The file that a thread of the command begins with. */
void import('./engine-commands.js').then(({ runWorker }) => runWorker());
