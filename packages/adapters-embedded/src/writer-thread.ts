import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { openForWriting } from './data-file.js';
import { EventWriter } from './event-writer.js';
import type { WriterMessage, WriterOperation, WriterThreadData } from './writer-operations.js';

/**
 * The rows after which a commit takes no further message. What waits behind a commit waits for all of it, and beyond this many
 * rows a larger one is hardly cheaper by the row.
 */
const maxRowsPerCommit = 1_000;

/** Serves the writer on a port: a message of operations gets a message of results. `close` comes last, when all was answered. */
function serve(port: MessagePort, { dataFile }: WriterThreadData): void {
  const writer = new EventWriter(openForWriting(dataFile));
  port.on('message', (message: WriterMessage) => {
    if (message === 'close') {
      writer.close();
      port.close();
    } else {
      port.postMessage(writer.apply(withWaiting(message, port)));
    }
  });
}

/** Operations and, behind them, those that came while the writer was busy: they share its next commit. */
function withWaiting(first: readonly WriterOperation[], port: MessagePort): readonly WriterOperation[] {
  const operations = [...first];
  let rows = rowsOf(first);
  while (rows < maxRowsPerCommit) {
    const waiting = receiveMessageOnPort(port) as { readonly message: readonly WriterOperation[] } | undefined;
    if (waiting === undefined) break;
    operations.push(...waiting.message);
    rows += rowsOf(waiting.message);
  }
  return operations;
}

function rowsOf(operations: readonly WriterOperation[]): number {
  return operations.reduce((rows, operation) => rows + (operation.kind === 'append' ? operation.rows.length : 0), 0);
}

serve(parentPort!, workerData as WriterThreadData);
