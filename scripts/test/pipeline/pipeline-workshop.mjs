import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const bundle = 'packages/api-nest/dist-lambda/lambda.cjs';

/**
 * Stands for the CDK's command line: its templates are what it was given, it notes how it was called and what it deployed, and it fails
 * where a file says so.
 */
const cdk = `#!/bin/sh
verb=$1; app=; output=; outputs=
echo "$*" >> ../../cdk.log
while [ $# -gt 0 ]; do
  case $1 in --app) app=$2 ;; --output) output=$2 ;; --outputs-file) outputs=$2 ;; esac
  shift
done
case $verb in
  synth) mkdir -p "$output"; echo '{}' > "$output/manifest.json"; { cat ../api-nest/dist-lambda/lambda.cjs; tail -n 1 ../../cdk.log | grep -o -- '--context .*'; } > "$output/api.template.json" ;;
  diff) echo "[+] AWS::Lambda::Function Api"; cat "$app/api.template.json" ;;
  deploy) [ -e ../../cdk.fails ] && rm ../../cdk.fails && echo "UPDATE_ROLLBACK_COMPLETE" && exit 1
    cat "$app/api.template.json" > ../../running; printf '{"api":{"ApiUrl":"%s"}}' "$API_URL" > "$outputs" ;;
esac
`;

/** A repository of its own with one bundle, in which the steps of the pipeline run as they do in a workflow. */
export class PipelineWorkshop {
  root = mkdtempSync(join(tmpdir(), 'annals-pipeline-'));
  /** @type {Record<string, string>} */
  #variables;

  /** @param {Record<string, string>} variables of every step. */
  constructor(variables) {
    this.#variables = variables;
    for (const part of ['bootstrap', 'check', 'pipeline']) {
      cpSync(join(root, 'scripts', part), join(this.root, 'scripts', part), { recursive: true });
    }
    this.write('package.json', '{ "type": "module", "version": "1.2.3" }');
    this.write('bundle-budgets.json', JSON.stringify({ [bundle]: 1000 }));
    this.write('.gitignore', 'node_modules/\ndist/\ndist-*/\ncdk.*\nrunning\n');
    this.#program('packages/infra/node_modules/.bin/cdk', cdk);
    mkdirSync(join(this.root, 'packages/adapters-aws/dist'), { recursive: true });
    symlinkSync(join(root, 'packages/adapters-aws/dist/cli'), join(this.root, 'packages/adapters-aws/dist/cli'));
    this.#program(
      'node_modules/.bin/docker',
      '#!/bin/sh\necho "$*" >> cdk.docker\n[ "$1" = create ] && echo made || true\n',
    );
    this.#program('node_modules/.bin/turbo', '#!/bin/sh\n');
    symlinkSync(process.execPath, join(this.root, 'node_modules/.bin/node'));
    symlinkSync(join(root, 'node_modules/@aws-sdk'), join(this.root, 'node_modules/@aws-sdk'));
    this.#git('init', '--quiet');
    this.commit('first');
  }

  /**
   * Makes a state of the project whose bundle holds this text.
   *
   * @param {string} text
   */
  commit(text) {
    this.write('source', text);
    this.write(bundle, text);
    this.#git('add', '--all');
    this.#git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', text);
  }

  /**
   * @param {string} path below the workshop.
   * @param {string} text
   */
  write(path, text) {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /**
   * @param {string} path below the workshop.
   * @returns {string | undefined}
   */
  read(path) {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), 'utf8') : undefined;
  }

  /** @param {string} path below the workshop. */
  has(path) {
    return existsSync(join(this.root, path));
  }

  /** @param {string} path below the workshop. */
  remove(path) {
    rmSync(join(this.root, path), { recursive: true });
  }

  /**
   * @param {string} variable of every step from now on.
   * @param {string} value
   */
  set(variable, value) {
    this.#variables = { ...this.#variables, [variable]: value };
  }

  /** What the bundle holds, where functions are deployed from; empty where there is none. */
  get bundle() {
    return this.read(bundle) ?? '';
  }

  set bundle(text) {
    this.write(bundle, text);
  }

  /**
   * Runs one step.
   *
   * @param {string[]} args
   * @returns {Promise<{ code: number | null, output: string }>}
   */
  step(...args) {
    return new Promise((resolve) => {
      const script = join(this.root, 'scripts/pipeline/run.mjs');
      const env = {
        PATH: `${join(this.root, 'node_modules/.bin')}:${process.env.PATH}`,
        HOME: this.root,
        ...this.#variables,
      };
      const child = spawn(process.execPath, [script, ...args], { cwd: this.root, env });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
      }
      child.once('close', (code) => resolve({ code, output: output.trimEnd() }));
    });
  }

  close() {
    rmSync(this.root, { recursive: true });
  }

  /** @param {string[]} args */
  #git(...args) {
    execFileSync('git', args, { cwd: this.root });
  }

  /**
   * @param {string} path
   * @param {string} text
   */
  #program(path, text) {
    this.write(path, text);
    chmodSync(join(this.root, path), 0o755);
  }
}
