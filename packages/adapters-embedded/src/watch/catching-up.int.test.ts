import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FSWatcher } from 'chokidar';
import { chmod, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Buckets, chunksOf, historyOf, livingKeys, putFile, until, type OpenBucket } from '../../test/buckets.js';
import { withoutRoot } from '../../test/other-user.js';
import { rowsOfCatalogue, rowsOfTree } from '../../test/file-trees.js';

const buckets = new Buckets();
let open: OpenBucket;

beforeEach(async () => {
  open = await buckets.openBucket();
});
afterEach(() => buckets.removeAll());

const at = (path: string): string => join(open.bucket.folder, path);

async function restart(): Promise<void> {
  open = await buckets.openBucket({ dataDir: open.dataDir });
  await open.bucket.watch().caughtUp();
}

describe('what changed while no server watched', () => {
  const before = [
    'same',
    'changed',
    'same-size',
    'gone',
    'folder/moved',
    'folder/deep/moved',
    'file',
    'becomes/folder',
  ];

  beforeEach(async () => {
    for (const path of before) await putFile(open.bucket.folder, path, path);
    await utimes(at('same-size'), 1e9, 1e9);
    await open.bucket.upload({ key: 'none//path', contentType: 'a/b', sizeBytes: 1 }, chunksOf('x'));
    await open.bucket.upload({ key: 'file/taken', contentType: 'a/b', sizeBytes: 1 }, chunksOf('x'));
    await open.bucket.watch().caughtUp();
    expect(await livingKeys(open)).toHaveLength(before.length + 2);
    await open.engine.close();
  });

  test('is nothing where nothing did, and no history grows', async () => {
    await restart();
    expect(await livingKeys(open)).toHaveLength(before.length + 2);
    for (const key of [...before, 'none//path', 'file/taken']) expect(await historyOf(open, key)).toHaveLength(1);
  });

  test('is found at the next start: files and folders that came, went, moved and changed', async () => {
    await putFile(open.bucket.folder, 'new/one', 'new');
    await rm(at('gone'));
    await rename(at('folder'), at('other'));
    await writeFile(at('changed'), 'longer than it was');
    await writeFile(at('same-size'), 'SAME-SIZE');
    await utimes(at('same-size'), 1e9, 1e9);
    await rm(at('becomes'), { recursive: true });
    await putFile(open.bucket.folder, 'becomes', 'a file');
    for (const name of await readdir(join(open.dataDir, 'objects'))) await rm(join(open.dataDir, 'objects', name));
    await rm(at('file'));
    await putFile(open.bucket.folder, 'file/taken', 'by a person');
    await restart();
    expect(await rowsOfCatalogue(open)).toEqual(await rowsOfTree(open.bucket.folder));
    expect(await historyOf(open, 'same')).toHaveLength(1);
    expect(await historyOf(open, 'gone')).toEqual([
      'ObjectCreated:Put annals:folder',
      'ObjectRemoved:Delete annals:folder',
    ]);
    expect(await historyOf(open, 'none//path')).toEqual([
      'ObjectCreated:Put annals:upload',
      'ObjectRemoved:Delete annals:folder',
    ]);
    expect(open.faults).toEqual([]);
  });

  test('is found once, however often the server starts', async () => {
    await writeFile(at('changed'), 'longer than it was');
    await restart();
    await open.engine.close();
    await restart();
    expect(await historyOf(open, 'changed')).toHaveLength(2);
  });
});

/** A watcher that gives no notice of anything. */
function silent(): FSWatcher {
  const watcher = new FSWatcher({ persistent: false });
  setImmediate(() => watcher.emit('ready'));
  return watcher;
}

describe('a system that gives no notice', () => {
  test('loses nothing: scans find what changed', async () => {
    const { bucket, engine } = await buckets.openBucket({ startWatcher: silent, rescanMs: 20 });
    const watch = bucket.watch();
    await watch.started;
    await putFile(bucket.folder, 'a/b', 'x');
    await until(async () => (await livingKeys({ engine })).length === 1);
    await rm(join(bucket.folder, 'a'), { recursive: true });
    await until(async () => (await livingKeys({ engine })).length === 0);
  });

  test('loses nothing either where it gives notice of other folders all the time', async () => {
    let watcher: FSWatcher | undefined;
    const startWatcher = (): FSWatcher => (watcher = silent());
    const { bucket, engine } = await buckets.openBucket({ startWatcher, rescanMs: 500 });
    await bucket.watch().started;
    await putFile(bucket.folder, 'lost', 'x');
    const notices = setInterval(() => watcher!.emit('all', 'addDir', join(bucket.folder, 'busy')), 20);
    await until(async () => (await livingKeys({ engine })).length === 1).finally(() => clearInterval(notices));
  });

  test.each(['ENOSPC', 'EMFILE'])(
    'because it watches no more folders (%s) is polled, and that is told once',
    async (code) => {
      const failing = (): FSWatcher => {
        const watcher = silent();
        const error = Object.assign(new Error('System limit for number of file watchers reached'), { code });
        setImmediate(() => watcher.emit('error', error));
        setImmediate(() => watcher.listenerCount('error') > 0 && watcher.emit('error', error));
        return watcher;
      };
      const { bucket, engine, faults } = await buckets.openBucket({ startWatcher: failing, pollMs: 20 });
      await putFile(bucket.folder, 'before', 'x');
      const watch = bucket.watch();
      await watch.started;
      await putFile(bucket.folder, 'after', 'x');
      await until(async () => (await livingKeys({ engine })).length === 2);
      expect(faults).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(
            /^the system watches no more folders \(\w+\): .* every 0.02 s instead; raise fs\.inotify/,
          ) as unknown,
        }),
      ]);
    },
  );

  test('of one folder tells its fault, and is watched on', async () => {
    let watcher: FSWatcher | undefined;
    const startWatcher = (): FSWatcher => (watcher = silent());
    const { bucket, engine, faults } = await buckets.openBucket({ startWatcher });
    await bucket.watch().started;
    await putFile(bucket.folder, 'k', 'x');
    const fault = Object.assign(new Error('unreadable'), { code: 'EIO' });
    watcher!.emit('error', fault);
    await until(async () => (await livingKeys({ engine })).length === 1);
    expect(faults).toEqual([fault]);
  });
});

test('a folder that cannot be read buries none of its objects, and keeps no others from being recorded', async () => {
  await putFile(open.bucket.folder, 'locked/k', 'x');
  await open.bucket.watch().caughtUp();
  await open.engine.close();
  await chmod(at('locked'), 0);
  for (const folder of [open.dataDir, open.bucket.folder]) await chmod(folder, 0o777);
  await writeFile(at('new'), 'x');
  await chmod(at('new'), 0o644);
  const again = await buckets.openBucket({ dataDir: open.dataDir });
  await withoutRoot(async () => {
    void again.bucket.watch();
    await until(async () => (await livingKeys(again)).includes('new'));
    expect(await livingKeys(again)).toEqual(['locked/k', 'new']);
    expect(again.faults).toContainEqual(expect.objectContaining({ code: 'EACCES' }));
    await expect(again.bucket.store.head('locked/other')).rejects.toMatchObject({ engine: 'folder' });
    await expect(again.bucket.store.list('', { limit: 10 })).rejects.toMatchObject({ engine: 'folder' });
  });
  await chmod(at('locked'), 0o755);
});

test('a burst of files over many folders is recorded to the last', async () => {
  const watch = open.bucket.watch();
  await watch.started;
  for (let folder = 0; folder < 100; folder++)
    await Promise.all(
      Array.from({ length: 20 }, (_, file) =>
        putFile(open.bucket.folder, `${folder % 10}/${folder}/${file}.txt`, `${folder} ${file}`),
      ),
    );
  await until(async () => (await livingKeys(open)).length === 2000);
  await watch.caughtUp();
  expect(await rowsOfCatalogue(open)).toEqual(await rowsOfTree(open.bucket.folder));
  await rm(open.bucket.folder, { recursive: true });
  await until(async () => (await livingKeys(open)).length === 0);
});

test('a watch that is closed while it starts ends without a fault', async () => {
  for (let file = 0; file < 300; file++) await putFile(open.bucket.folder, `${file}`, `${file}`);
  open.bucket.watch();
  await until(async () => (await livingKeys(open)).length > 0);
  await open.engine.close();
  expect(open.faults).toEqual([]);
  await restart();
  expect(await livingKeys(open)).toHaveLength(300);
});
