#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later cache compiled code. It applies to what is loaded after this.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') module.enableCompileCache();
// The built command is CommonJS, without top-level await.
void import('./run-command.js').then(({ runCommandLine }) => runCommandLine());
