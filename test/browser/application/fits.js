/** Threads that carry out fits. */
import 'excursa/worker';
