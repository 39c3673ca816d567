#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later keep what they have compiled, for the next start; it counts for what is loaded after this.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') module.enableCompileCache();
// Built as CommonJS, where nothing waits at the top.
void import('./run.js').then(({ runCommandLine }) => runCommandLine());
