import type { Settings } from '../config.js';

/** The anchors of `docs/runbook.md` that alarms lead to; a test finds each of them there. */
export type RunbookSection =
  | 'a-function-fails'
  | 'the-api-answers-with-server-errors'
  | 'the-api-refuses-many-requests'
  | 'messages-were-given-up'
  | 'messages-wait-too-long'
  | 'a-function-is-throttled'
  | 'the-table-is-throttled'
  | 'the-table-fails'
  | 'functions-log-errors'
  | 'guardduty-found-something';

/** Where a section of the runbook is: on GitHub where the settings name a repository there, in the work tree elsewhere. */
export function runbookLink({ repository }: Pick<Settings, 'repository'>, section: RunbookSection | 'alarms'): string {
  const page = `docs/runbook.md#${section}`;
  return repository.includes('/') ? `https://github.com/${repository}/blob/main/${page}` : page;
}
