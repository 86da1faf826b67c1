import { readEventBridgeForm } from './read-event-bridge-form.js';
import { readS3Record } from './read-s3-record.js';
import { fault, ignored, isObject, type Reading } from './reading.js';

/**
 * Reads a notification: S3's own, the test message that S3 sends when notifications are set up, EventBridge's form, or any of them wrapped
 * by SNS. A reading for each record, in their order; none where there is no record.
 *
 * @param bucket the bucket whose records are taken; those of others are faults
 */
export function readNotification(notification: unknown, bucket: string): readonly Reading[] {
  if (isObject(notification)) {
    const { Records: records, Event: event, Type: type, Message: message } = notification;
    if (Array.isArray(records)) return records.map((record: unknown) => readS3Record(record, bucket));
    if (event === 's3:TestEvent') return [ignored];
    if ('detail-type' in notification) return [readEventBridgeForm(notification, bucket)];
    if (type === 'Notification' && typeof message === 'string') return readMessage(message, bucket);
  }
  return [fault('it is no notification of S3')];
}

/** Reads the body of a message of SQS, or of SNS. */
export function readMessage(body: string, bucket: string): readonly Reading[] {
  let notification: unknown;
  try {
    notification = JSON.parse(body);
  } catch {
    return [fault('it is not JSON')];
  }
  return readNotification(notification, bucket);
}
