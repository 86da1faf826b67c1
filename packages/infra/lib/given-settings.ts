import { readFileSync } from 'node:fs';
import { readSettings, SettingsError, type GivenSettings, type Settings } from './config.js';

/** Keys of the CDK itself: feature flags, look-ups and what its command line passes on. */
const ofTheCdk = /[:/]/;

/**
 * Reads the settings of a program that is run for one deployment. Faults are for whoever wrote them: they go to standard error, a line
 * each and without a stack, and the process fails.
 *
 * @param file of JSON
 * @param context of the app, or what stands for it
 */
export function settingsOfProgram(file: string, context: Readonly<Record<string, unknown>>): Settings | undefined {
  try {
    return readSettings(giveSettings(file, context));
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const fault of error.faults) process.stderr.write(`${fault}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

/**
 * The settings of a file, overridden by those of the CDK's context, which is where `-c name=value` goes.
 *
 * Throws `SettingsError` where the file is not there, or no JSON object.
 *
 * @param context of the app, with whatever else is in it
 */
export function giveSettings(file: string, context: Readonly<Record<string, unknown>>): GivenSettings {
  const ours = Object.entries(context).filter(([name]) => !ofTheCdk.test(name));
  return { ...readSettingsFile(file), ...Object.fromEntries(ours) };
}

function readSettingsFile(file: string): GivenSettings {
  const content = parse(file);
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new SettingsError(['settings.json: must be a JSON object of settings']);
  return content as GivenSettings;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // What a parser says may quote lines of the file.
    const why = (error as Error).message.replaceAll(/\s+/g, ' ');
    throw new SettingsError([`settings.json: must be a JSON object of settings (${why})`]);
  }
}
