/**
 * Settles when the process is asked to end: SIGINT, SIGTERM, or the end of the parent that started it with an IPC channel.
 * From the call on none of these ends the process by itself, however often it comes: a drain is not cut short by impatience.
 */
export function stopRequested(process: Pick<NodeJS.Process, 'on' | 'channel'>): Promise<string> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve('SIGINT'));
    process.on('SIGTERM', () => resolve('SIGTERM'));
    if (process.channel !== undefined) process.on('disconnect', () => resolve('the end of its parent'));
  });
}
