#!/usr/bin/env node
import { runCommand } from './run-command.ts';

// A reader that has seen enough, as in `excursa info file | head -1`, is no failure; what is left to write is dropped.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const code = await runCommand(process.argv.slice(2));
process.exitCode = code;
// Work that was interrupted may still go on; it ends here.
if (code === 130) process.exit(code);
