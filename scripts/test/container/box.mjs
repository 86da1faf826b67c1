/**
 * Runs programs as a container would, on a machine without a container engine: in a root of their own that holds the image, Node and the
 * system's libraries and cannot be written to, with one volume, as the image's user, as process 1.
 *
 * That takes Linux, root and its rights to mount. Elsewhere the same programs run from the same folders, whose files are read-only: as the
 * image's user where root runs the tests, and otherwise as whoever does.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Folders of the host that a program needs to start at all, and that every image has. */
const systemFolders = ['/lib', '/lib64', '/usr/lib'];

const isRoot = process.getuid?.() === 0;

/** @type {boolean} whether programs get a root of their own here. */
export const isBoxed =
  process.platform === 'linux' &&
  isRoot &&
  spawnSync('unshare', ['--mount', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/**
 * Mounts what the box consists of, then runs the rest of the arguments in it.
 *
 * $1 the root, $2 the volume below it, $3 the working folder, $4 user, $5 group, $6 PATH in the box.
 */
const enter = `
set -e
root=$1 volume=$2 folder=$3 user=$4 group=$5 path=$6
shift 6
mount --bind "$root" "$root"
for system in ${systemFolders.join(' ')}; do
  [ -d "$system" ] && mount --bind -o ro "$system" "$root$system"
done
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount --bind "$root$volume" "$root$volume"
mount -o remount,bind,ro "$root"
unshare=$(command -v unshare)
export PATH="$path"
exec "$unshare" --root="$root" --wd="$folder" --setgid="$group" --setuid="$user" "$@"
`;

/** A container's file system, and what runs in it. */
export class Box {
  /** @type {import('node:child_process').ChildProcess[]} */
  #started = [];

  /**
   * @param {string} root an empty folder.
   * @param {import('./dockerfile.mjs').Image} image
   */
  constructor(root, image) {
    this.root = root;
    this.image = image;
    const [user = 0, group = 0] = image.user.split(':').map(Number);
    this.user = user;
    this.group = group;
  }

  /**
   * Lays the image out: what it copies from another stage's folders, Node, and places for what is mounted.
   *
   * @param {(path: string) => string} stagePath where the test has what the other stage calls by this path.
   */
  layOut(stagePath) {
    chmodSync(this.root, 0o755);
    for (const { source, target, owner } of this.image.copies) {
      const place = join(this.root, target.startsWith('/') ? target : join(this.image.folder, target));
      cpSync(stagePath(source), place, { recursive: true, verbatimSymlinks: true });
      const [user, group] = (owner ?? '0:0').split(':').map(Number);
      if (isRoot) chownSync(place, user ?? 0, group ?? 0);
    }
    for (const folder of [...systemFolders, '/dev', '/proc', '/usr/local/bin'])
      mkdirSync(join(this.root, folder), { recursive: true });
    copyFileSync(process.execPath, join(this.root, 'usr/local/bin/node'), constants.COPYFILE_FICLONE);
    if (!isBoxed) makeReadOnly(join(this.root, this.image.folder));
  }

  /**
   * Starts a program with the image's variables and these.
   *
   * @param {readonly string[]} command
   * @param {Readonly<Record<string, string>>} [variables]
   */
  start(command, variables = {}) {
    const { environment, folder, volume } = this.image;
    const path = isBoxed ? '/usr/local/bin' : join(this.root, 'usr/local/bin');
    const settings = isBoxed ? {} : { DATA_DIR: join(this.root, volume) };
    const env = { ...environment, ...settings, ...variables, PATH: process.env.PATH };
    const ids = [String(this.user), String(this.group)];
    const child = isBoxed
      ? spawn(
          'unshare',
          [
            ...['--mount', '--pid', '--fork', '--kill-child', '--propagation=private'],
            ...['sh', '-c', enter, 'sh', this.root, volume, folder, ...ids, path, ...command],
          ],
          { env, stdio: ['ignore', 'pipe', 'pipe'] },
        )
      : spawn(/** @type {string} */ (command[0]), command.slice(1), {
          cwd: join(this.root, folder),
          env: { ...env, PATH: path },
          stdio: ['ignore', 'pipe', 'pipe'],
          ...(isRoot && { uid: this.user, gid: this.group }),
        });
    this.#started.push(child);
    return child;
  }

  /** Ends whatever still runs, and gives the files back, so that they can be removed. */
  async close() {
    for (const child of this.#started) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    if (!isBoxed) spawnSync('chmod', ['-R', 'u+w', this.root]);
  }
}

/**
 * Signals the program itself, as an engine signals process 1 of a container.
 *
 * @param {import('node:child_process').ChildProcess} child as `start` gave it.
 * @param {NodeJS.Signals} signal
 */
export function signalProgram({ pid }, signal) {
  const own = isBoxed ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim() : String(pid);
  process.kill(Number(own), signal);
}

/** @param {string} folder */
function makeReadOnly(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeReadOnly(path);
    else if (entry.isFile()) chmodSync(path, 0o444);
  }
  chmodSync(folder, 0o555);
}
