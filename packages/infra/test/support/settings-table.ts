import { readSettings, type Settings } from '../../lib/config.js';
import { settingDefinitions } from '../../lib/setting-definitions.js';

/** The settings as a table of Markdown: what each is for, its form, and what it is in either profile where nobody sets it. */
export function settingsTable(): string {
  const starter = readSettings({});
  const production = readSettings({ profile: 'production' });
  const rows = Object.entries(settingDefinitions).map(([name, { kind, says }]) => [
    `\`${name}\``,
    says,
    formOf(name, kind.form),
    shown(starter[name as keyof Settings]),
    shown(production[name as keyof Settings]),
  ]);
  return [['setting', 'what it is for', 'form', 'starter', 'production'], Array(5).fill('---'), ...rows]
    .map((cells) => `| ${cells.map((cell: string) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** The regions are too many for a cell. */
function formOf(name: string, form: string): string {
  return name === 'region' ? 'a commercial region of AWS' : form;
}

function shown(value: Settings[keyof Settings]): string {
  if (value === undefined) return '';
  if (value === false) return 'off';
  if (value === true) return 'on';
  return typeof value === 'object' ? value.map((item) => `\`${item}\``).join(', ') : `\`${value}\``;
}
