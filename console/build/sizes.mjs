// How much a browser fetches, compressed with Brotli, for a first visit of each page: the page, everything that it imports, styles,
// and the texts that are always there. Prints a table, and fails when a first load is larger than was promised.
import { readFile, stat } from 'node:fs/promises';

/** In bytes. The console's first load is Home; the workflow builder is fetched when it is opened. */
const MOST = { 'index.html': 300_000, 'portal.html': 170_000 };
const TEXTS = { 'index.html': ['ground', 'shell'], 'portal.html': ['ground', 'portal'] };

const manifest = JSON.parse(await readFile('dist/.vite/manifest.json', 'utf8'));

/** Files of a chunk and of what it imports statically. */
function files(key, found = new Set()) {
  const chunk = manifest[key];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  (chunk.css ?? []).forEach((file) => found.add(file));
  (chunk.imports ?? []).forEach((each) => files(each, found));
  return found;
}

async function size(all, suffix) {
  let sum = 0;
  for (const file of all) {
    const compressed = await stat(`dist/${file}${suffix}`).catch(() => stat(`dist/${file}`));
    sum += compressed.size;
  }
  return sum;
}

function entry(page) {
  const all = files(page);
  for (const area of TEXTS[page]) files(`src/messages/en/${area}.json`, all);
  return all;
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} KB`.padStart(8);
const rows = [];
const first = entry('index.html');
const pages = Object.keys(manifest).filter((key) => /^src\/pages\/.*Page\.tsx$/.test(key)).sort();
for (const page of pages) {
  const area = page.split('/')[2];
  const all = new Set([...first, ...files(page), ...files(`src/messages/en/${area}.json`)]);
  rows.push([page.replace('src/pages/', ''), await size(all, '.br'), await size(all, '.gz')]);
}
rows.push(['portal', await size(entry('portal.html'), '.br'), await size(entry('portal.html'), '.gz')]);
console.log(`${'first visit of'.padEnd(44)}  Brotli      gzip`);
for (const [name, brotli, gzip] of rows) console.log(name.padEnd(44), kilobytes(brotli), kilobytes(gzip));

const limits = [
  ['index.html', rows.find(([name]) => name === 'home/HomePage.tsx')?.[1] ?? (await size(first, '.br'))],
  ['portal.html', rows.at(-1)[1]],
];
for (const [page, bytes] of limits) {
  if (bytes > MOST[page]) {
    console.error(`The first load of ${page} is ${bytes} bytes compressed; ${MOST[page]} were promised (docs/performance.md).`);
    process.exitCode = 1;
  }
}
