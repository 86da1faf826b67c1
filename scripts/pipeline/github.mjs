import { appendFileSync } from 'node:fs';

/** A summary may have 1 MiB; what is longer is cut, because GitHub drops all of a summary that is too long. */
const mostBytes = 900_000;

/**
 * Shows text on the page of a workflow's run; elsewhere it goes nowhere.
 *
 * @param {string} title
 * @param {string} text shown as it is.
 * @param {string} [language] that colours it.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function showInSummary(title, text, language = '') {
  const bytes = Buffer.from(text);
  const shown =
    bytes.length > mostBytes ? `${bytes.toString('utf8', 0, mostBytes)}\n(cut: the log has the rest)` : text;
  // A fence longer than any in the text cannot be closed by it.
  const fence = '`'.repeat(Math.max(3, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length + 1)));
  write('GITHUB_STEP_SUMMARY', `## ${title}\n\n${fence}${language}\n${shown.trimEnd()}\n${fence}\n\n`);
}

/**
 * Gives a value to the workflow's later steps.
 *
 * @param {string} name
 * @param {string} value one line.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
 */
export function setOutput(name, value) {
  write('GITHUB_OUTPUT', `${name}=${value}\n`);
}

/**
 * @param {string} variable that names a file of the runner.
 * @param {string} text
 */
function write(variable, text) {
  const file = process.env[variable];
  if (file) appendFileSync(file, text);
}
