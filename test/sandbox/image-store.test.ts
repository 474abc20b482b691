import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { copyImages } from '../../sandbox/node/image-store';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-images-'));
});

afterEach(() => fs.rmSync(folder, { recursive: true }));

const BLOB = 'io.containerd.content.v1.content/blobs/sha256/0a';
const LIBRARY = 'io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs/lib/libc.so';
const DATABASES = ['io.containerd.metadata.v1.bolt/meta.db', 'io.containerd.snapshotter.v1.overlayfs/metadata.db'];

function store(): string {
  const from = path.join(folder, 'from');
  for (const file of [BLOB, LIBRARY, ...DATABASES, 'io.containerd.runtime.v2.task/k8s.io/pod']) {
    fs.mkdirSync(path.dirname(path.join(from, file)), { recursive: true });
    fs.writeFileSync(path.join(from, file), file);
  }
  return from;
}

test('what is never changed is linked; what containerd writes in is its own; what runs stays behind', async () => {
  const [from, to] = [store(), path.join(folder, 'to')];
  await copyImages(from, to);
  const inode = (root: string, file: string) => fs.statSync(path.join(root, file)).ino;
  for (const file of [BLOB, LIBRARY]) expect(inode(to, file)).toBe(inode(from, file));
  for (const file of DATABASES) {
    expect(fs.readFileSync(path.join(to, file), 'utf8')).toBe(file);
    expect(inode(to, file)).not.toBe(inode(from, file));
  }
  expect(fs.existsSync(path.join(to, 'io.containerd.runtime.v2.task'))).toBe(false);
});
