import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../fixtures/', import.meta.url);

/** The bucket of every fixture. */
export const fixtureBucket = 'amzn-s3-demo-bucket';

/** A fixture by its path without `.json`: `s3/object-created-put`. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

/** The names of all fixtures of a form. */
export function fixtureNames(form: 's3' | 'event-bridge' | 'sqs'): string[] {
  return readdirSync(new URL(form, folder)).map((file) => `${form}/${file.replace(/\.json$/, '')}`);
}
