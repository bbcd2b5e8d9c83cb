/** Fails when the two languages differ in their keys or placeholders, when a key is unused, or when a text was not translated. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));
const LANGUAGES = ['pt-BR', 'en'];

/** Texts that are rightly the same in both languages. */
const SAME = new Set([
  'auth:pitch.bot',
  'chat:author.bot',
  'common:nav.leads',
  'inbox:failure.other',
  'inbox:lead.title',
  'leads:board.count_one',
  'leads:board.count_other',
  'leads:title',
]);

const problems = [];

function flatten(value, prefix = '') {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && !Array.isArray(inner)
      ? flatten(inner, `${prefix}${key}.`)
      : [[`${prefix}${key}`, JSON.stringify(inner)]],
  );
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

const placeholders = (text) =>
  [...text.matchAll(/{{\s*(\w+)\s*}}/g)]
    .map((match) => match[1])
    .sort()
    .join();
const withoutPlural = (key) => key.replace(/_(zero|one|two|few|many|other)$/, '');

const features = readdirSync(join(SRC, 'locales', LANGUAGES[0]));
const code = sources(SRC).join('\n');

for (const language of LANGUAGES.slice(1)) {
  const extra = readdirSync(join(SRC, 'locales', language)).filter((file) => !features.includes(file));
  for (const file of extra) problems.push(`${language}/${file} has no ${LANGUAGES[0]} twin`);
}

for (const file of features) {
  const feature = file.replace('.json', '');
  const [first, second] = LANGUAGES.map(
    (language) => new Map(flatten(JSON.parse(readFileSync(join(SRC, 'locales', language, file), 'utf8')))),
  );
  for (const [key, text] of first) {
    const name = `${feature}:${key}`;
    const other = second.get(key);
    if (other === undefined) problems.push(`${name} is missing in ${LANGUAGES[1]}`);
    else if (placeholders(text) !== placeholders(other)) problems.push(`${name}: the placeholders differ`);
    else if (text === other && !SAME.has(name))
      problems.push(`${name} is the same in both languages: ${text}`);
    if (!isUsed(withoutPlural(key))) problems.push(`${name} is not used`);
  }
  for (const key of second.keys())
    if (!first.has(key)) problems.push(`${feature}:${key} is missing in ${LANGUAGES[0]}`);
}

/** A key counts as used when it stands in the code whole, or when its group is the fixed start of a computed key. */
function isUsed(key) {
  if (code.includes(`'${key}'`) || code.includes(`:${key}'`)) return true;
  const group = key.slice(0, key.lastIndexOf('.') + 1);
  return group !== '' && (code.includes(`\`${group}\${`) || code.includes(`:${group}\${`));
}

for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length === 0) console.log(`✓ ${features.length} features speak ${LANGUAGES.join(' and ')}`);
process.exitCode = problems.length > 0 ? 1 : 0;
