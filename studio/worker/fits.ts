/** Threads that carry out fits of a calibration. */
import 'excursa/worker';
