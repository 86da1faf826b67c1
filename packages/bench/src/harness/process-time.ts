import { readFileSync } from 'node:fs';

/** What Linux counts processor time in, to every program: a hundredth of a second. @see https://man7.org/linux/man-pages/man7/time.7.html */
const tickMicros = 10_000;

/** Fields of `/proc/<pid>/stat` behind the name of the program, which may hold spaces. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const fields = { user: 11, system: 12 } as const;

/** The processor time that a process has taken since its start, all its threads together, in microseconds; `undefined` where the system does not say. */
export function processMicros(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(values[fields.user]) + Number(values[fields.system])) * tickMicros;
  } catch {
    return undefined;
  }
}
