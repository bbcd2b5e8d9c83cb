/** Fails when a page's script or style grows past its budget: static closure over the manifest, gzip 9, in kilobytes. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** A build of its own, so that the one being served is left alone. */
const DIST = new URL('../test-results/budget/', import.meta.url);
const ENTRY = 'index.html';
const SHELL = 'src/app/shell/app-shell.tsx';

/** What a first visit to each address loads besides the entry; the whole must stay below `kb`. */
const PAGES = [
  { name: 'shell', chunks: [SHELL], kb: 150 },
  { name: '/login', chunks: ['src/features/auth/route.tsx'], kb: 170 },
  { name: '/simulator', chunks: ['src/features/simulator/route.tsx'], kb: 150 },
  { name: '/inbox', chunks: [SHELL, 'src/features/inbox/route.tsx'], kb: 190 },
  { name: '/leads', chunks: [SHELL, 'src/features/leads/route.tsx'], kb: 220 },
  { name: '/leads/$leadId', chunks: [SHELL, 'src/features/leads/lead-route.tsx'], kb: 200 },
];
const CSS_KB = 10;

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'));

function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue;
    if (!manifest[key]) throw new Error(`${key} is not in the manifest: is the budget's list up to date?`);
    seen.add(key);
    closure(manifest[key].imports ?? [], seen);
  }
  return seen;
}

const sizes = new Map();
function kilobytes(file) {
  if (!sizes.has(file))
    sizes.set(file, gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length / 1000);
  return sizes.get(file);
}

let isOver = false;
function report(name, size, budget) {
  const over = size > budget;
  isOver ||= over;
  console.log(`${over ? '✗' : '✓'} ${name.padEnd(16)} ${size.toFixed(1).padStart(6)} of ${budget} kB`);
}

for (const { name, chunks, kb } of PAGES) {
  const keys = [...closure([ENTRY, ...chunks])];
  report(
    name,
    keys.reduce((sum, key) => sum + kilobytes(manifest[key].file), 0),
    kb,
  );
}
const styles = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
report(
  'css',
  [...styles].reduce((sum, file) => sum + kilobytes(file), 0),
  CSS_KB,
);
process.exitCode = isOver ? 1 : 0;
