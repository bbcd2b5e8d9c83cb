/** Fails when code flows against its direction: lib → config → api → components → features → app, features apart. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));
const ORDER = ['lib', 'config', 'api', 'components', 'features', 'app'];
const BASE_UI_HOME = 'components/ui/';

const problems = [];

function files() {
  return readdirSync(SRC, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Where an import leads inside `src`, or null for a package. */
function target(file, specifier) {
  if (specifier.startsWith('@/')) return specifier.slice(2);
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  return null;
}

for (const file of files()) {
  const [zone, part] = file.split('/');
  const text = readFileSync(join(SRC, file), 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    if (specifier.startsWith('@base-ui/') && !file.startsWith(BASE_UI_HOME)) {
      problems.push(`${file} imports ${specifier}: only ${BASE_UI_HOME} may`);
    }
    const to = target(file, specifier);
    if (to === null) continue;
    const [toZone, toPart] = to.split('/');
    if (toZone === 'locales' || toZone === zone) {
      if (zone === 'features' && toPart !== part)
        problems.push(`${file} imports another feature: ${specifier}`);
      continue;
    }
    if (ORDER.indexOf(toZone) > ORDER.indexOf(zone))
      problems.push(`${file} (${zone}) imports ${specifier} (${toZone})`);
  }
  if (!text.startsWith('/**')) {
    if (!file.endsWith('schema.d.ts'))
      problems.push(`${file} does not say in its first line what lives there`);
  }
}

for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length === 0) console.log(`✓ imports flow ${ORDER.join(' → ')}`);
process.exitCode = problems.length > 0 ? 1 : 0;
