/** Gives tests the threads that programs have. */
import '../src/node/threads.ts';
