import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeScan } from '../../pipeline/scan-gate.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-scan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const finding = {
  VulnerabilityID: 'CVE-2026-0001',
  PkgName: 'libfault',
  InstalledVersion: '1.0',
  FixedVersion: '1.1',
  Severity: 'CRITICAL',
};

/**
 * @param {object[]} findings
 * @param {object} [change] of the report.
 */
function report(findings, change = {}) {
  const file = join(folder, 'trivy.json');
  const Results = [
    { Target: 'annals (debian 12)', Class: 'os-pkgs', Type: 'debian', Vulnerabilities: findings },
    { Target: 'Node.js', Class: 'lang-pkgs', Type: 'node-pkg' },
  ];
  const content = { SchemaVersion: 2, ArtifactName: 'annals:1', ArtifactType: 'container_image', Results, ...change };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('a critical finding that an update mends stops the pipeline, named with the version to go to', () => {
  const file = report([finding]);
  expect(() => judgeScan(file)).toThrow(
    'annals:1 has critical faults that an update mends:\nCVE-2026-0001: libfault 1.0, fixed in 1.1',
  );
});

test('a critical finding that nobody has mended passes and is counted', () => {
  const { FixedVersion: _, ...unfixed } = finding;
  expect(judgeScan(report([unfixed]))).toBe(
    'annals:1: 1 findings, 1 critical, none of those can be mended by an update',
  );
});

test('a finding that is less than critical passes', () => {
  expect(judgeScan(report([{ ...finding, Severity: 'HIGH' }]))).toContain('1 findings, 0 critical');
});

test('an image without findings passes', () => {
  expect(judgeScan(report([]))).toContain('0 findings');
});

test.each([
  ['of another schema', { SchemaVersion: 3 }, 'is no report of an image'],
  ['of a folder', { ArtifactType: 'filesystem' }, 'is no report of an image'],
  ['that looked at nothing', { Results: [] }, 'the scan looked at nothing'],
])('a report %s proves nothing and stops the pipeline', (_, change, says) => {
  const file = report([], change);
  expect(() => judgeScan(file)).toThrow(says);
});

test('a report that was not written stops the pipeline, in a line', () => {
  expect(() => judgeScan(join(folder, 'trivy.json'))).toThrow(
    /^There is no \S+trivy\.json; trivy image .* makes it\.$/,
  );
});

test('a report that was cut off stops the pipeline', () => {
  writeFileSync(join(folder, 'trivy.json'), '{"SchemaVersion": 2, ');
  expect(() => judgeScan(join(folder, 'trivy.json'))).toThrow('trivy.json cannot be read: ');
});

test('findings of every part of the image are judged, and none are looked for where a part has null', () => {
  const os = { Target: 'annals', Class: 'os-pkgs', Vulnerabilities: null };
  const packages = { Target: 'Node.js', Class: 'lang-pkgs', Vulnerabilities: [finding, finding] };
  const file = report([], { Results: [os, packages] });
  expect(() => judgeScan(file)).toThrow(/update mends:\nCVE-2026-0001: libfault 1\.0, fixed in 1\.1$/);
});
