/** Fails when src/api/schema.d.ts is not what the repository's openapi.json generates; `npm run schema` writes it. */
import { readFileSync } from 'node:fs';
import openapi, { astToString, COMMENT_HEADER } from 'openapi-typescript';

const source = new URL('../../../openapi.json', import.meta.url);
const committed = readFileSync(new URL('../src/api/schema.d.ts', import.meta.url), 'utf8');
const generated = `${COMMENT_HEADER}${astToString(await openapi(source))}`;

if (generated !== committed) {
  console.error('✗ src/api/schema.d.ts is stale: run `npm run schema`');
  process.exitCode = 1;
} else console.log('✓ the types are those of openapi.json');
