/** The file that a thread of the command begins with. */
void import('./engines.js').then(({ overhear }) => overhear());
