import process from 'node:process';
import { sweep } from './processes.ts';

/** Outlives the test run: when the run lets go of its input, however it ends, its processes and folder go too. */
const [, , folder = ''] = process.argv;
process.stdin.resume().once('end', () => void sweep(folder));
