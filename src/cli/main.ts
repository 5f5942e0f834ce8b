#!/usr/bin/env node
import { errorLine } from './console.ts';
import { runCommand } from './run-command.ts';

// A reader that has seen enough, as in `excursa info file | head -1`, is no failure; what is left to write is dropped.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const got = error.code === 'ENOSPC' ? 'a full disk' : (error.code ?? error.message);
    const sentence = `stdout: expected to be able to write it, got ${got}; try freeing space or another place`;
    // Where stderr is what fails there is no place left to tell it.
    if (stream === process.stdout) process.stderr.write(errorLine(sentence));
    process.exit(1);
  });
}

const code = await runCommand(process.argv.slice(2));
process.exitCode = code;
// Work that was interrupted may still go on; it ends here.
if (code === 130) process.exit(code);
