import { Failure } from '../bootstrap/failure.mjs';
import { readJson } from './read-json.mjs';

/**
 * What Trivy finds in an image, as far as it is judged here.
 *
 * @typedef {object} Finding
 * @property {string} VulnerabilityID
 * @property {string} PkgName
 * @property {string} InstalledVersion
 * @property {string} [FixedVersion] absent or empty while nobody has fixed it.
 * @property {string} Severity
 *
 * @typedef {object} Report
 * @property {number} SchemaVersion
 * @property {string} ArtifactName
 * @property {string} ArtifactType
 * @property {{ Target: string, Class: string, Vulnerabilities?: Finding[] }[]} [Results]
 */

/**
 * Judges a scan: a critical finding that an update mends stops the pipeline, one that nobody has mended yet does not.
 *
 * @param {string} file a report of Trivy, `--format json`.
 * @returns {string} one line on what was found.
 * @throws {Failure} naming each finding that stops it; also when the report is of no image, because that proves nothing.
 * @see https://trivy.dev/latest/docs/configuration/reporting/#json
 */
export function judgeScan(file) {
  const report = readReport(file);
  const findings = (report.Results ?? []).flatMap(({ Vulnerabilities }) => Vulnerabilities ?? []);
  const critical = findings.filter(({ Severity }) => Severity === 'CRITICAL');
  const fixable = critical.filter(({ FixedVersion }) => FixedVersion);
  if (fixable.length > 0) {
    const lines = fixable.map(
      ({ VulnerabilityID, PkgName, InstalledVersion, FixedVersion }) =>
        `${VulnerabilityID}: ${PkgName} ${InstalledVersion}, fixed in ${FixedVersion}`,
    );
    throw new Failure(
      `${report.ArtifactName} has critical faults that an update mends:\n${[...new Set(lines)].join('\n')}`,
    );
  }
  return `${report.ArtifactName}: ${findings.length} findings, ${critical.length} critical, none of those can be mended by an update`;
}

/**
 * @param {string} file
 * @returns {Report}
 */
function readReport(file) {
  const report = /** @type {Partial<Report>} */ (readJson(file, 'trivy image --format json'));
  const { SchemaVersion, ArtifactName, ArtifactType, Results } = report;
  if (SchemaVersion !== 2 || ArtifactName === undefined || ArtifactType !== 'container_image') {
    throw new Failure(`${file} is no report of an image in the form that is understood here (schema 2).`);
  }
  if (!Results?.some((result) => result.Class === 'os-pkgs')) {
    throw new Failure(`${file} says nothing about the system's packages: the scan looked at nothing.`);
  }
  return { SchemaVersion, ArtifactName, ArtifactType, Results };
}
