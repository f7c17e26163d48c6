import { writeFileSync } from 'node:fs';
import { breakingChanges } from './breaking-changes.ts';
import { committed, contractFiles, contractText, examplesText } from './contract-files.ts';
import { writeDeclarations } from './declarations.ts';
import { installTools, makeTypes } from './tools.ts';

// `npm run contract` writes what is committed of the contract; `-- --release` promises it to clients.
writeFileSync(contractFiles.examples, await examplesText());
const text = contractText();
const broken = breakingChanges(JSON.parse(committed('released')), JSON.parse(text));
if (broken.length > 0) {
  console.error(`This breaks clients of the released contract:\n${broken.map((line) => `  ${line}\n`).join('')}`);
  process.exitCode = 1;
} else {
  installTools();
  writeFileSync(contractFiles.document, text);
  makeTypes(contractFiles.document, contractFiles.types);
  writeDeclarations();
  if (process.argv.includes('--release')) writeFileSync(contractFiles.released, text);
}
