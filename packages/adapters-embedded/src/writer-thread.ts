import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { openForWriting } from './data-file.js';
import { eventColumns } from './event-columns.js';
import { EventWriter } from './event-writer.js';
import type { WriterMessage, WriterOperation, WriterThreadData } from './writer-operations.js';

/**
 * The rows, and their bytes, after which a commit takes no further message. What waits behind a commit waits for all of it, and
 * beyond this a larger one is hardly cheaper by the row.
 */
const maxRowsPerCommit = 1_000;
const maxBytesPerCommit = 8 * 1024 * 1024;

const sizeBytesColumn = eventColumns.indexOf('size_bytes');

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
  let { rows, bytes } = extentOf(first);
  while (rows < maxRowsPerCommit && bytes < maxBytesPerCommit) {
    const waiting = receiveMessageOnPort(port) as { readonly message: readonly WriterOperation[] } | undefined;
    if (waiting === undefined) break;
    operations.push(...waiting.message);
    const further = extentOf(waiting.message);
    rows += further.rows;
    bytes += further.bytes;
  }
  return operations;
}

function extentOf(operations: readonly WriterOperation[]): { rows: number; bytes: number } {
  let rows = 0;
  let bytes = 0;
  for (const operation of operations) {
    if (operation.kind === 'append') {
      rows += operation.rows.length;
      for (const row of operation.rows) bytes += row[sizeBytesColumn] as number;
    } else if (operation.kind === 'messages' && operation.operation.kind === 'send') {
      rows += operation.operation.rows.length;
      for (const [, , body] of operation.operation.rows) bytes += body.length;
    } else {
      rows++;
    }
  }
  return { rows, bytes };
}

serve(parentPort!, workerData as WriterThreadData);
